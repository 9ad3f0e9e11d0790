/// One answer of the model.
public struct GeneratedAnswer: Sendable, Equatable {
  /// As generated, special tokens included: the decoder's start token first, the end token last unless the answer was cut without one.
  public let ids: [Int32]
  /// The model's own probability of each token, before any rule about repetition or forced tokens; the start token's is 1.
  public let probabilities: [Float]
  /// Whether the limit ended the answer before the model would have.
  public let isTruncated: Bool
}
