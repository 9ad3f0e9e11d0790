import Essentials

/// A generated text in which locations stand, read as the regular expressions of Florence-2's processor read it.
///
/// What they call a label is the longest run without `<` right before a region, so that `x<y` before one is labelled `y`.
struct LocatedText {
  private enum Mark: Hashable {
    case location(Int)
    case separator, polygonStart, polygonEnd

    var isLocation: Bool { if case .location = self { true } else { false } }
  }

  /// Marks in a row, with the text before them.
  private struct Phrase {
    let label: ArraySlice<UInt8>
    let marks: [Mark]
    /// Where the first mark begins.
    let start: Int
  }

  private let scanner: LocationScanner
  private let width: Int
  private let height: Int

  init(_ text: String, width: Int, height: Int) { self.init(Array(text.utf8), width: width, height: height) }

  init(_ bytes: [UInt8], width: Int, height: Int) {
    scanner = LocationScanner(bytes)
    self.width = width
    self.height = height
  }

  private var bytes: [UInt8] { scanner.bytes }

  /// `([^<]+(?:<loc_\d+>){4,})`, and a region for each four locations of it, with the bytes of its label and of its own locations; where there
  /// are no labels, the locations alone.
  func placedRegions(_ labels: AnswerForm.Labels) -> [(region: Answer.Region, places: [Range<Int>])] {
    phrases(needLabel: labels != .none, marks: \.isLocation).flatMap { phrase -> [(region: Answer.Region, places: [Range<Int>])] in
      guard let label = label(phrase.label), labels != .phrases || !Self.unlocatable.contains(label) else { return [] }
      let values = pixels(phrase.marks[...])
      let edges = edges(ofMarksFrom: phrase.start, count: values.count)
      return stride(from: 0, through: values.count - 4, by: 4).map { start in
        let box = Box(x0: values[start], y0: values[start + 1], x1: values[start + 2], y1: values[start + 3])
        return (Answer.Region(box: box, label: label), [phrase.label.startIndex..<phrase.label.endIndex, edges[start]..<edges[start + 4]])
      }
    }
  }

  /// Phrases that name nothing one could point at; grounding leaves them out.
  private static let unlocatable: Set<String> = Set(
    """
    it I me mine you your yours he him his she her hers they them their theirs one oneself we us our ours its myself yourself himself \
    herself itself ourselves yourselves themselves this that these those who whom whose which what all another any anybody anyone \
    anything each everybody everyone everything few many nobody none several some somebody someone something images image the a an lots
    """.split(separator: " ").map(String.init)
  ).union(["each other", "one another", "the image", "a group", "other objects", "a set"])

  func has(_ text: String) -> Bool {
    let wanted = Array(text.utf8)
    return bytes.indices.contains { bytes[$0] == wanted[0] && bytes[$0...].starts(with: wanted) }
  }

  /// Where each mark begins, and where the last one ends.
  private func edges(ofMarksFrom start: Int, count: Int) -> [Int] {
    (0..<count).reduce(into: [start]) { edges, _ in
      let last = edges[edges.count - 1]
      edges.append(last + (mark(at: last)?.length ?? 0))
    }
  }

  /// `(.+?)` before eight locations: the text from the last line's end or region to them, whatever is in it.
  func textLines() -> [Answer.TextLine] {
    var lines: [Answer.TextLine] = []
    var start = 0
    var index = 0
    while let next = bytes[index...].firstIndex(of: UInt8(ascii: "<")) {
      index = next + 1
      let (marks, end) = marks(from: next, limit: 8, \.isLocation)
      guard marks.count == 8 else { continue }
      let lineStart = bytes[start..<next].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? start
      guard lineStart < next else { continue }
      let label = String(decoding: bytes[lineStart..<next], as: UTF8.self)
      lines.append(Answer.TextLine(corners: pixels(marks[...]), label: AnswerParser.stripped(label)))
      (start, index) = (end, end)
    }
    return lines
  }

  /// Four and more locations, separators and polygon marks in a row, after a label if `needLabel`; one mask for each pair of polygon marks,
  /// or one for all.
  func masks(needLabel: Bool) -> [Answer.Mask] {
    phrases(needLabel: needLabel, marks: { _ in true }).flatMap { phrase -> [Answer.Mask] in
      guard let label = maskLabel(phrase) else { return [] }
      return instances(phrase.marks).compactMap { marks in
        let polygons = polygons(marks)
        return polygons.isEmpty ? nil : Answer.Mask(polygons: polygons, label: label)
      }
    }
  }

  /// The corners of each run of four and more locations.
  func outlines() -> [[Float]] {
    phrases(needLabel: false, marks: \.isLocation).map { phrase in
      let values = pixels(phrase.marks[..<(phrase.marks.count / 2 * 2)])
      guard values.count == 4 else { return values }
      return [values[0], values[1], values[2], values[1], values[2], values[3], values[0], values[3]]
    }
  }

  /// A run of at least four marks of the kind, with the text before it.
  private func phrases(needLabel: Bool, marks isWanted: (Mark) -> Bool) -> [Phrase] {
    var phrases: [Phrase] = []
    var start = 0
    while let next = bytes[start...].firstIndex(of: UInt8(ascii: "<")) {
      let (marks, end) = marks(from: next, isWanted)
      if marks.count >= 4, !needLabel || next > start {
        phrases.append(Phrase(label: needLabel ? bytes[start..<next] : [], marks: marks, start: next))
        start = end
      } else {
        start = next + 1
      }
    }
    return phrases
  }

  private func marks(from start: Int, limit: Int = .max, _ isWanted: (Mark) -> Bool) -> ([Mark], end: Int) {
    var marks: [Mark] = []
    var index = start
    while marks.count < limit, let (mark, length) = mark(at: index), isWanted(mark) {
      marks.append(mark)
      index += length
    }
    return (marks, index)
  }

  private func mark(at index: Int) -> (Mark, length: Int)? {
    if let token = scanner.token(at: index), let bin = token.bin { return (.location(bin), token.range.count) }
    return Self.spellings.first { bytes[index...].starts(with: $0.text) }.map { ($0.mark, $0.text.count) }
  }

  private static let spellings: [(mark: Mark, text: [UInt8])] = [
    (.separator, Array("<sep>".utf8)), (.polygonStart, Array("<poly>".utf8)), (.polygonEnd, Array("</poly>".utf8)),
  ]

  /// Stripped; nil when it goes over the end of a line, which the processor drops.
  private func label(_ bytes: ArraySlice<UInt8>) -> String? {
    let text = String(decoding: bytes, as: UTF8.self)
    let inner = text.unicodeScalars.drop { WhiteSpace.contains($0) }
    return inner.contains("\n") ? nil : AnswerParser.stripped(text)
  }

  /// The text of the phrase up to its first location or polygon, separators in it included; a location that begins the phrase is
  /// passed over.
  private func maskLabel(_ phrase: Phrase) -> String? {
    let beginsWithLocation = phrase.label.isEmpty && phrase.marks[0].isLocation
    let marks = phrase.marks.dropFirst(beginsWithLocation ? 1 : 0)
    guard let end = marks.firstIndex(where: { $0.isLocation || $0 == .polygonStart }) else { return nil }
    let names = marks[..<end].flatMap { mark in Self.spellings.first { $0.mark == mark }?.text ?? [] }
    return label(phrase.label + names)
  }

  /// What stands between polygon marks; everything when they make no pair.
  private func instances(_ marks: [Mark]) -> [ArraySlice<Mark>] {
    guard marks.contains(.polygonStart), marks.contains(.polygonEnd) else { return [marks[...]] }
    var instances: [ArraySlice<Mark>] = []
    var rest = marks[...]
    while let start = rest.firstIndex(of: .polygonStart), let end = rest[start...].firstIndex(of: .polygonEnd) {
      instances.append(marks[start + 1..<end])
      rest = marks[(end + 1)...]
    }
    return instances
  }

  /// The runs of locations that a separator or the end closes; an odd last coordinate is dropped.
  private func polygons(_ marks: ArraySlice<Mark>) -> [[Float]] {
    var polygons: [[Float]] = []
    var rest = marks
    while let start = rest.firstIndex(where: \.isLocation) {
      let run = rest[start...].prefix(while: \.isLocation)
      let isClosed = run.endIndex == marks.endIndex || marks[run.endIndex] == .separator
      if isClosed { polygons.append(pixels(run.prefix(run.count / 2 * 2))) }
      rest = marks[run.endIndex...]
    }
    return polygons
  }

  /// Locations as x, y, x, y, ...
  private func pixels(_ marks: ArraySlice<Mark>) -> [Float] {
    marks.enumerated().compactMap { position, mark in
      guard case .location(let bin) = mark else { return nil }
      return LocationGrid.coordinate(of: bin, size: position.isMultiple(of: 2) ? width : height)
    }
  }
}
