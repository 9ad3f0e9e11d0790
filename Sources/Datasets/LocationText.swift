import Images

/// Text with location tokens, as Florence-2 writes boxes: a label and the tokens of its coordinates, on a grid of 1000 steps an axis.
package enum LocationText {
  /// Steps on each axis.
  package static let steps = 1000

  /// A label with the numbers of the location tokens that follow it.
  package struct Part: Sendable, Hashable {
    package let label: String
    package let locations: [Int]

    package init(label: String, locations: [Int]) {
      self.label = label
      self.locations = locations
    }
  }

  /// The step in which pixel coordinate `value` falls on an axis of `extent` pixels: `floor(value * 1000 / extent)` within 0...999.
  package static func step(of value: Int, extent: Int) -> Int { min(max(value * steps / extent, 0), steps - 1) }

  /// The answer that names objects and their boxes (left, top, right, bottom): label and four tokens, one object after the other.
  package static func answer(naming objects: [SceneObject], in size: ImageSize) -> String {
    objects.map { answer(naming: [$0], as: $0.label, in: size) }.joined()
  }

  /// The answer that gives the boxes of all objects of one name: the name and four tokens an object.
  package static func answer(naming objects: [SceneObject], as name: String, in size: ImageSize) -> String {
    name
      + objects.flatMap { [($0.left, size.width), ($0.top, size.height), ($0.right, size.width), ($0.bottom, size.height)] }
      .map { "<loc_\(step(of: $0, extent: $1))>" }.joined()
  }

  /// The labels of a text and their locations; text behind the last location is nobody's label and left out.
  ///
  /// A label is what stands between a location and the next, from its last `<` on, without blanks at its ends: so the answers are parsed.
  package static func parts(of text: String) -> [Part] {
    var parts: [Part] = []
    var label = ""
    var locations: [Int] = []
    var rest = text[...].utf8
    var begun = rest.startIndex
    func finish() {
      if !locations.isEmpty { parts.append(Part(label: label, locations: locations)) }
      locations = []
    }
    while let open = rest.firstIndex(of: UInt8(ascii: "<")) {
      guard let (number, end) = location(rest[open...]) else {
        rest = rest[rest.index(after: open)...]
        continue
      }
      if begun != open {
        finish()
        let before = text[begun..<open]
        label = before[(before.lastIndex(of: "<").map(before.index(after:)) ?? before.startIndex)...].trimmed
      } else if locations.isEmpty {
        label = ""
      }
      locations.append(number)
      rest = rest[end...]
      begun = end
    }
    finish()
    return parts
  }

  /// What stands behind the last location and is no blank: a label without a place. Nil when there is none, or polygons, which end with
  /// a mark of their own.
  package static func unplacedLabel(in text: String) -> String? {
    guard !text.contains("<poly>") else { return nil }
    var rest = text[...].utf8
    var end = text.startIndex
    while let open = rest.firstIndex(of: UInt8(ascii: "<")) {
      if let (_, behind) = location(rest[open...]) {
        (rest, end) = (rest[behind...], behind)
      } else {
        rest = rest[rest.index(after: open)...]
      }
    }
    let label = text[end...].trimmed
    return label.isEmpty ? nil : label
  }

  /// The number of the token that `text` begins with, and the index behind it.
  private static func location(_ text: Substring.UTF8View) -> (Int, String.Index)? {
    let opening = "<loc_".utf8
    guard text.starts(with: opening) else { return nil }
    let digits = text.dropFirst(opening.count).prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    let end = digits.endIndex
    // A number too long for Int is no token of anyone's.
    guard end < text.endIndex, text[end] == UInt8(ascii: ">"), let number = Int(Substring(digits)) else { return nil }
    return (number, text.index(after: end))
  }
}

extension Substring {
  fileprivate var trimmed: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
