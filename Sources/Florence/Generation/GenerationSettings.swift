/// When beam search is content with the answers it has finished.
public enum EarlyStopping: Sendable {
  /// As soon as there are as many as beams (transformers' `early_stopping=True`).
  case whenFull
  /// When no running beam, as long as it is now, can overtake the worst of them (`False`).
  case whenHopeless
  /// When none could even at the greatest length (`"never"`).
  case never
}

/// How answers are generated.
public struct GenerationSettings: Sendable {
  /// Tokens of an answer at most, the start token not counted; never more than the decoder has positions for.
  public var maximumNewTokens: Int
  /// No answer ends before it has so many tokens, the end token counted; 0: free.
  public var minimumNewTokens = 0
  /// Answers followed at a time; 1 is greedy search.
  public var beams: Int
  /// No run of this many tokens comes twice in an answer; 0 switches the rule off.
  public var noRepeatNGramSize: Int
  /// When beam search is content.
  public var earlyStopping: EarlyStopping
  /// An answer's score is the sum of its logarithmic probabilities over its length to this power.
  public var lengthPenalty: Double
  /// The first token of every answer; nil: free.
  public var forcedBeginID: Int32?
  /// The last token of an answer that reaches its limit; nil: free.
  public var forcedEndID: Int32?

  /// The settings that the checkpoint of `configuration` asks for.
  public init(_ configuration: TextConfiguration, maximumNewTokens: Int) {
    self.maximumNewTokens = maximumNewTokens
    beams = configuration.beams
    noRepeatNGramSize = configuration.noRepeatNGramSize
    earlyStopping = configuration.earlyStopping
    lengthPenalty = 1
    forcedBeginID = configuration.forcedBeginID
    forcedEndID = configuration.forcedEndID
  }
}
