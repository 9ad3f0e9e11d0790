import Essentials
import Images
import Plots
import Testing

@Suite struct PlacedLabelTests {
  private let ruler = Canvas(width: 1, height: 1)
  private let area = Rectangle(x: 20, y: 30, width: 640, height: 480)

  private func labels(_ marks: [Mark]) -> [PlacedLabel] {
    PlacedLabel.place(marks.map { ($0.outline, $0) }, texts: marks.map(\.text), in: area, textSize: 10, ruler)
  }

  private func box(_ x: Double, _ y: Double, _ side: Double = 60) -> Box {
    Box(x0: Float(x), y0: Float(y), x1: Float(x + side), y1: Float(y + side))
  }

  private func isInside(_ frame: Rectangle) -> Bool {
    frame.x >= area.x - 1e-9 && frame.y >= area.y - 1e-9 && frame.maxX <= area.maxX + 1e-9 && frame.maxY <= area.maxY + 1e-9
  }

  @Test func labelsOfManyBoxesNeitherMeetNorLeaveThePicture() {
    let marks = (0..<40).map { (index: Int) -> Mark in
      let (column, row) = (Double(index % 8), Double(index / 8))
      return Mark(box(20 + column * 78, 30 + row * 96), label: "object \(index)")
    }
    let labels = labels(marks)
    #expect(Set(labels.map(\.text)) == Set(marks.map(\.label)))
    #expect(labels.allSatisfy { isInside($0.frame) })
    for (index, label) in labels.enumerated() {
      #expect(!labels[(index + 1)...].contains { $0.frame.intersects(label.frame) }, "\(label.text) meets another label")
    }
  }

  @Test func aCrowdIsNotBuriedUnderItsLabels() {
    let marks = (0..<3000).map { index in Mark(box(20 + Double(index % 60) * 10, 30 + Double(index / 60) * 9, 12), label: "pawn") }
    let labels = labels(marks)
    #expect(labels.count >= 20 && labels.allSatisfy { isInside($0.frame) })
    #expect(labels.reduce(0) { $0 + $1.frame.width * $1.frame.height } < area.width * area.height / 2)
    for (index, label) in labels.enumerated() { #expect(!labels[(index + 1)...].contains { $0.frame.intersects(label.frame) }) }
  }

  /// Eleven labels of one box have no room beside it; those further away say whose they are.
  @Test func whatStandsAwayHasALeader() {
    let marks = (0..<24).map { Mark(box(300, 200), label: "number \($0)") }
    let labels = labels(marks)
    #expect(labels.count == 24)
    for (index, label) in labels.enumerated() { #expect(!labels[(index + 1)...].contains { $0.frame.intersects(label.frame) }) }
    let led = labels.compactMap(\.leader)
    #expect((8...20).contains(led.count))
    #expect(led.allSatisfy { (300...360).contains($0.end.x) && (200...260).contains($0.end.y) })
    let far = labels.filter { $0.frame.x > 365 || $0.frame.maxX < 295 || $0.frame.y > 265 || $0.frame.maxY < 195 }
    #expect(far.count > 5 && far.allSatisfy { $0.leader != nil })
  }

  @Test func labelsOfTheSameBoxFanOut() {
    let labels = labels((0..<6).map { Mark(box(300, 200), label: "same \($0)") })
    #expect(labels.count == 6)
    for (index, label) in labels.enumerated() { #expect(!labels[(index + 1)...].contains { $0.frame.intersects(label.frame) }) }
  }

  @Test func truthStandsAboveAndTheModelBelow() throws {
    let labels = labels([Mark(box(300, 200), label: "cat"), Mark(box(300, 200), label: "cat", kind: .prediction)])
    let truth = try #require(labels.first { $0.kind == .truth })
    let model = try #require(labels.first { $0.kind == .prediction })
    #expect(truth.frame.maxY <= 200.5 && model.frame.y >= 259.5)
  }

  @Test func longLabelsAreCutAtTheEdges() {
    let labels = labels([Mark(box(620, 470, 30), label: String(repeating: "long ", count: 100)), Mark(box(20, 30, 5), label: "ab")])
    #expect(labels.count == 2 && labels.allSatisfy { isInside($0.frame) })
    #expect(labels.contains { $0.text.hasSuffix("…") } && labels.contains { $0.text == "ab" })
  }
}
