/// Token sequences of a batch, padded at the right to one length.
public struct TokenBatch: Sendable, Equatable {
  /// Row after row, `count * width` tokens.
  public let ids: [Int32]
  /// Tokens of each row that are no padding.
  public let lengths: [Int]
  /// Tokens of a row, padding included.
  public let width: Int

  /// Rows.
  public var count: Int { lengths.count }

  /// Rows of any lengths, the shorter ones filled up with `paddingID`.
  public init(_ rows: [[Int32]], paddingID: Int32) {
    let width = rows.map(\.count).max() ?? 0
    ids = rows.flatMap { $0 + Array(repeating: paddingID, count: width - $0.count) }
    lengths = rows.map(\.count)
    self.width = width
  }
}
