/// A model on the hub, as `owner/name`.
public struct RepositoryID: Sendable, Hashable, CustomStringConvertible {
  /// `owner/name`.
  public let description: String

  /// Nil for a text that the hub would not take: letters, digits, `-`, `_` and `.`, at most 96 in either part, neither part beginning or
  /// ending with `-` or `.`, nowhere `--` or `..`.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    func isName(_ part: Substring) -> Bool {
      guard (1...96).contains(part.utf8.count), let first = part.first, let last = part.last else { return false }
      return part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) } && !"-.".contains(first)
        && !"-.".contains(last)
    }
    guard parts.count == 2, parts.allSatisfy(isName), !text.contains("--"), !text.contains(".."), !text.hasSuffix(".git")
    else { return nil }
    description = text
  }

  /// The name of its folder in the cache.
  var folder: String { "models--" + description.replacing("/", with: "--") }
}
