/// What is written like a location: `<loc_`, digits, `>`.
package struct LocationToken: Sendable, Hashable {
  /// The number as it is written, leading zeros allowed; nil when it is greater than any `Int`.
  package let number: Int?
  /// Its bytes in the text.
  package let range: Range<Int>

  /// The number, if it is one of the grid's bins; a greater one is no location.
  package var bin: Int? { number.flatMap { $0 < LocationGrid.binCount ? $0 : nil } }
}

/// Finds the locations in a text.
package struct LocationScanner {
  /// The text.
  package let bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  package init(_ text: String) { self.init(Array(text.utf8)) }

  /// All of them, from left to right.
  package var tokens: [LocationToken] {
    var tokens: [LocationToken] = []
    var index = 0
    while let open = bytes[index...].firstIndex(of: UInt8(ascii: "<")) {
      let token = token(at: open)
      if let token { tokens.append(token) }
      index = token?.range.upperBound ?? open + 1
    }
    return tokens
  }

  /// The one that begins at `start`.
  package func token(at start: Int) -> LocationToken? {
    guard bytes[start...].starts(with: Self.opening) else { return nil }
    let digits = bytes[(start + Self.opening.count)...].prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    let end = digits.endIndex
    guard !digits.isEmpty, end < bytes.endIndex, bytes[end] == UInt8(ascii: ">") else { return nil }
    return LocationToken(number: Int(String(decoding: digits, as: UTF8.self)), range: start..<end + 1)
  }

  private static let opening = Array("<loc_".utf8)
}
