extension String {
  /// The text with its middle left out where it has many bytes: names and values that come from a file may have megabytes.
  ///
  /// - Parameter limit: how many bytes are left, in halves from both ends.
  package func shortened(to limit: Int = 2000) -> String {
    guard utf8.count > limit else { return self }
    let start = String(decoding: utf8.prefix(limit / 2), as: UTF8.self)
    let end = String(decoding: utf8.suffix(limit / 2), as: UTF8.self)
    return "\(start)… (\(utf8.count - limit) bytes) …\(end)"
  }
}
