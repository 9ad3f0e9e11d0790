import Images

/// What the numbers in a crowded picture mean: class by class, of the truth and of the model.
package struct MarkLegend {
  /// The number of each mark, counted from 1 among those of its kind; nil for what has none: questions, marks without a text, and those of
  /// classes with more members than are listed.
  package let numbers: [Int?]
  private let parts: [Part]
  private let hasSwatches: Bool

  private struct Part {
    let kind: Mark.Kind
    var classes: [Class]
  }

  private struct Class {
    let name: String
    let color: Color
    var members: [(number: Int, score: Float?)]
  }

  /// Of more members a class is counted.
  private static let listed = 60

  package init(_ marks: [Mark], _ colors: MarkColors) {
    var numbers: [Int?] = marks.map { _ in nil }
    var parts: [Part] = []
    for kind in Mark.Kind.allCases where kind != .question {
      var part = Part(kind: kind, classes: [])
      var number = 0
      for (index, mark) in marks.enumerated() where mark.kind == kind && !mark.text.isEmpty {
        number += 1
        numbers[index] = number
        let place = part.classes.firstIndex { $0.name == mark.category } ?? part.classes.endIndex
        if place == part.classes.endIndex { part.classes.append(Class(name: mark.category, color: colors[mark], members: [])) }
        part.classes[place].members.append((number, mark.score))
      }
      if number > 0 { parts.append(part) }
      let counted = Set(part.classes.filter { $0.members.count > Self.listed }.map(\.name))
      for (index, mark) in marks.enumerated() where mark.kind == kind && counted.contains(mark.category) { numbers[index] = nil }
    }
    self.numbers = numbers
    self.parts = parts
    hasSwatches = colors.areByClass
  }

  /// A word in its place.
  fileprivate struct Word {
    let text: String
    let style: TextStyle
    let place: Point
  }

  /// A legend broken into lines.
  package struct Lines {
    fileprivate let words: [Word]
    fileprivate let swatches: [(place: Rectangle, color: Color)]
    package let height: Double

    /// What it says.
    package var text: String { words.map(\.text).joined(separator: " ") }

    func draw(from corner: Point, on canvas: Canvas) {
      canvas.transformed(origin: corner) {
        for (place, color) in swatches { canvas.fill(.rounded(place, radius: 1.5), color) }
        for word in words { canvas.draw(word.text, at: word.place, word.style, anchor: TextAnchor(.leading, .top)) }
      }
    }
  }

  /// The legend within `width`.
  ///
  /// - Parameters:
  ///   - size: of the letters.
  ///   - maximumLines: shared by truth and model; what comes further is left out, with an ellipsis.
  ///   - showsScores: whether the model's scores stand behind its numbers.
  ///   - ruler: measures text.
  package func lines(width: Double, size: Double, maximumLines: Int, showsScores: Bool, _ ruler: Canvas) -> Lines {
    let plain = TextStyle(size: size, color: Theme.ink)
    let line = ruler.lineHeight(plain)
    var flow = Flow(width: width, lineHeight: line.ascent + line.descent + 2, ruler)
    for part in parts {
      flow.begin(maximumLines: maximumLines / parts.count)
      if parts.count > 1 { flow.add([(part.kind.name, TextStyle(size: size, color: Theme.faint, typeface: .sansBold))]) }
      for group in part.classes {
        let bold = TextStyle(size: size, color: group.color, typeface: .sansBold)
        var words = (group.name.isEmpty ? "region" : group.name).split(separator: " ").map { (String($0), plain) }
        for text in Self.members(group.members, showsScores: showsScores) {
          words.append((text.number, bold))
          if let score = text.score { words.append((score, TextStyle(size: size, color: Theme.faint))) }
        }
        flow.add(words, swatch: hasSwatches ? group.color : nil)
      }
    }
    return Lines(words: flow.words, swatches: flow.swatches, height: flow.height)
  }

  /// `1–8`, `12`: neighbours are drawn together where no scores are shown.
  private static func members(_ members: [(number: Int, score: Float?)], showsScores: Bool) -> [(number: String, score: String?)] {
    if members.count > listed { return [("× \(members.count)", nil)] }
    if showsScores, members.contains(where: { $0.score != nil }) {
      return members.map { ("\($0.number)", $0.score.map(Mark.text(ofScore:))) }
    }
    let runs = members.map(\.number).reduce(into: [ClosedRange<Int>]()) { runs, number in
      if let last = runs.last, last.upperBound + 1 == number {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    return runs.map { ($0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)", nil) }
  }

  /// Words set one after the other, each group in one line where it has room.
  private struct Flow {
    private let width: Double
    private let lineHeight: Double
    private let ruler: Canvas
    private var lastLine = 0
    private(set) var words: [Word] = []
    private(set) var swatches: [(place: Rectangle, color: Color)] = []
    private var x = 0.0
    private var line = 0
    private var isFull = false

    init(width: Double, lineHeight: Double, _ ruler: Canvas) {
      (self.width, self.lineHeight, self.ruler) = (width, lineHeight, ruler)
    }

    var height: Double { Double(line + (x > 0 ? 1 : 0)) * lineHeight }

    /// A part with lines of its own.
    mutating func begin(maximumLines: Int) {
      if x > 0 { (x, line) = (0, line + 1) }
      (lastLine, isFull) = (line + max(1, maximumLines) - 1, false)
    }

    private mutating func breakLine() {
      if line == lastLine { return close() }
      (x, line) = (0, line + 1)
    }

    /// A group, with a square of its colour before it.
    mutating func add(_ group: [(text: String, style: TextStyle)], swatch: Color? = nil) {
      let widths = group.map { ruler.width(of: $0.text, $0.style) }
      let space = lineHeight / 4
      let square = swatch == nil ? 0 : lineHeight * 0.75
      let whole = square + widths.reduce(-space) { $0 + space + $1 }
      if x > 0, x + whole > width { breakLine() }
      if isFull { return }
      if let swatch {
        let side = lineHeight * 0.55
        swatches.append((Rectangle(x: x, y: Double(line) * lineHeight + lineHeight * 0.18, width: side, height: side), swatch))
        x += square
      }
      for (index, (text, style)) in group.enumerated() {
        if x > square, x + widths[index] > width { breakLine() }
        if isFull { return }
        words.append(Word(text: ruler.shortened(text, to: width, style), style: style, place: Point(x: x, y: Double(line) * lineHeight)))
        x += widths[index] + space
      }
      x += 2 * space
    }

    /// The last word gives way to an ellipsis.
    private mutating func close() {
      isFull = true
      guard let last = words.popLast() else { return }
      words.append(Word(text: "…", style: last.style, place: last.place))
    }
  }
}
