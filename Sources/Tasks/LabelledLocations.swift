/// A label with the locations that follow it: how answers name boxes, `car<loc_52><loc_332><loc_932><loc_774>`.
package struct LabelledLocations: Sendable, Hashable {
  package let label: String
  /// The numbers of the tokens, in the order of the text.
  package let locations: [Int]

  package init(label: String, locations: [Int]) {
    self.label = label
    self.locations = locations
  }

  /// As an answer has it.
  package var text: String { label + locations.map(LocationGrid.token).joined() }

  /// Those of a text; what stands behind the last location is nobody's label and left out.
  ///
  /// A label is what stands between a location and the next, from its last `<` on, without blanks at its ends: so the answers are parsed.
  /// Numbers are as they are written, in the grid or not.
  package static func all(in text: String) -> [LabelledLocations] {
    let scanner = LocationScanner(text)
    var parts: [LabelledLocations] = []
    var (label, locations): (String, [Int]) = ("", [])
    var end = 0
    func finish() {
      if !locations.isEmpty { parts.append(LabelledLocations(label: label, locations: locations)) }
      locations = []
    }
    for token in scanner.tokens {
      guard let number = token.number else { continue }
      if end != token.range.lowerBound {
        finish()
        let before = String(decoding: scanner.bytes[end..<token.range.lowerBound], as: UTF8.self)
        label = before[(before.lastIndex(of: "<").map(before.index(after:)) ?? before.startIndex)...].trimmed
      }
      locations.append(number)
      end = token.range.upperBound
    }
    finish()
    return parts
  }

  /// The boxes of an answer, each as left, top, right and bottom on the grid; incomplete ones, and polygons, are left out.
  package static func boxes(in answer: String) -> [(label: String, box: [Int])] {
    all(in: answer).filter { $0.locations.count.isMultiple(of: 4) && !answer.contains("<poly>") }.flatMap { part in
      stride(from: 0, to: part.locations.count, by: 4).map { (part.label, Array(part.locations[$0..<$0 + 4])) }
    }
  }

  /// What stands behind the last location and is no blank: a label without a place. Nil when there is none, or polygons, which end with
  /// a mark of their own.
  package static func unplacedLabel(in text: String) -> String? {
    guard !text.contains("<poly>") else { return nil }
    let scanner = LocationScanner(text)
    let end = scanner.tokens.last { $0.number != nil }?.range.upperBound ?? 0
    let label = String(decoding: scanner.bytes[end...], as: UTF8.self)[...].trimmed
    return label.isEmpty ? nil : label
  }
}

extension Substring {
  fileprivate var trimmed: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
