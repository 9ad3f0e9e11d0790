import Foundation

/// The head of a server's answer.
struct HTTPResponse {
  let url: URL
  let status: Int
  private let fields: [String: String]

  /// - Parameter head: its lines. Of fields with the same name the first counts.
  init(head: String, status: Int, url: URL) {
    self.url = url
    self.status = status
    let lines = head.split(whereSeparator: \.isNewline).dropFirst()
    fields = Dictionary(
      lines.compactMap { line in
        line.firstIndex(of: ":").map { colon in
          (line[..<colon].lowercased(), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
        }
      }, uniquingKeysWith: { first, _ in first })
  }

  /// A header's value, whatever the case of its name.
  subscript(_ name: String) -> String? { fields[name.lowercased()] }

  /// Where the answer says to ask instead.
  var redirection: URL? {
    guard [301, 302, 303, 307, 308].contains(status), let location = self["location"] else { return nil }
    return URL(string: location, relativeTo: url)?.absoluteURL
  }

  /// Seconds to wait before the question is asked again, where the answer says so, by either of two headers; five minutes at most.
  var wait: Int? {
    // The hub tells in every answer when its count begins anew; only where the count is used up is that worth waiting for.
    let limit = (status == 429 ? self["ratelimit"] : nil).flatMap { field in
      field.split(separator: ";").lazy.map { $0.trimmingCharacters(in: .whitespaces) }
        .compactMap { $0.hasPrefix("t=") ? Int($0.dropFirst(2)) : nil }.first
    }
    return (self["retry-after"].flatMap { Int($0) } ?? limit).map { min(max($0, 0), 300) }
  }
}
