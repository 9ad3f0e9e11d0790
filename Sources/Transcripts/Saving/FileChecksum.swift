import Files
import Foundation

/// A sum over a saved file that stands in the file itself: while it is right, the file is as it was written, and may be written anew.
enum FileChecksum {
  static let marker = "maestro-sum:"
  private static let digits = 16
  /// Stands in a text for the sum that is to come.
  static var empty: String { marker + String(repeating: "0", count: digits) }

  /// The text with its sum in the place of the first `empty`.
  static func sealed(_ text: String) -> String {
    guard let place = text.range(of: empty) else { return text }
    return text.replacingCharacters(in: place, with: marker + sum(text))
  }

  /// Whether nobody changed the file since it was saved.
  static func holds(in bytes: Data) -> Bool {
    guard let text = String(data: bytes, encoding: .utf8), let head = text.range(of: marker),
      let end = text.index(head.upperBound, offsetBy: digits, limitedBy: text.endIndex)
    else { return false }
    let found = text[head.upperBound..<end]
    return sum(text.replacingCharacters(in: head.lowerBound..<end, with: empty)) == found
  }

  private static func sum(_ text: String) -> String { FNV1a(text).text }
}
