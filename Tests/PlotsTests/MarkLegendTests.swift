import Essentials
import Images
import Plots
import Testing

@Suite struct MarkLegendTests {
  private let ruler = Canvas(width: 1, height: 1)

  private func mark(_ label: String, _ kind: Mark.Kind = .truth, _ score: Float? = nil) -> Mark {
    Mark(Box(x0: 1, y0: 1, x1: 9, y1: 9), label: label, kind: kind, score: score)
  }

  private func text(_ marks: [Mark], lines: Int = 20, scores: Bool = true) -> String {
    let legend = MarkLegend(marks, MarkColors(of: [marks]))
    return legend.lines(width: 400, size: 10, maximumLines: lines, showsScores: scores, ruler).text
  }

  @Test func numbersAreThoseOfTheAnswer() {
    let marks = ["a", "b", "a", "a", ""].map { mark($0) } + [mark("b", .prediction, 0.5), mark("", .prediction, 0.25)]
    #expect(MarkLegend(marks, MarkColors(of: [marks])).numbers == [1, 2, 3, 4, nil, 1, 2])
    #expect(text(marks) == "truth a 1 3–4 b 2 model b 1 0.50 region 2 0.25")
    #expect(text(marks, scores: false) == "truth a 1 3–4 b 2 model b 1 region 2")
    #expect(text(Array(marks[..<2])) == "a 1 b 2")
  }

  @Test func manyAreCountedAndNotNumbered() {
    let marks = (0..<200).map { _ in mark("pawn") } + [mark("king")]
    #expect(text(marks) == "pawn × 200 king 201")
    #expect(MarkLegend(marks, MarkColors(of: [marks])).numbers.compactMap { $0 } == [201])
  }

  @Test func bothHaveTheirLines() {
    let names = (0..<80).map { "a class \($0)" }
    let marks = names.map { mark($0) } + names.map { mark($0, .prediction, 0.5) }
    let short = text(marks, lines: 4)
    #expect(short.hasPrefix("truth a class 0 1") && short.contains("… model a class 0 1 0.50") && short.hasSuffix("…"))
    let legend = MarkLegend(marks, MarkColors(of: [marks]))
    let line = ruler.lineHeight(TextStyle(size: 10))
    let lines = legend.lines(width: 400, size: 10, maximumLines: 4, showsScores: true, ruler)
    #expect(abs(lines.height - 4 * (line.ascent + line.descent + 2)) < 1e-9)
  }

  @Test func coloursAreThoseOfTheClassesInACrowd() {
    let few = [mark("a"), mark("b"), mark("a", .prediction)]
    let ofFew = MarkColors(of: [few])
    #expect(!ofFew.areByClass && ofFew[few[0]] == ofFew[few[1]] && ofFew[few[0]] != ofFew[few[2]])
    let crowd = (0..<9).map { mark($0 % 2 == 0 ? "a" : "b") } + [mark("a", .prediction)]
    // One crowd among pictures that are seen together colours them all.
    let colors = MarkColors(of: [few, crowd])
    #expect(colors.areByClass && colors[crowd[0]] != colors[crowd[1]] && colors[crowd[0]] == colors[crowd[9]])
    #expect(!MarkColors(of: [(0..<60).map { mark("line \($0)") }]).areByClass)
  }
}
