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
  /// Tokens that an answer has already are made less likely by this factor; 1 switches the rule off, less makes them more likely.
  public var repetitionPenalty = 1.0
  /// The tokens that end an answer, at least one.
  public var endIDs: [Int32]
  /// The first token of every answer; nil: free.
  public var forcedBeginID: Int32?
  /// The last token of an answer that reaches its limit; nil: free.
  public var forcedEndID: Int32?

  /// What holds where no checkpoint says otherwise: three beams, and no three tokens twice.
  package static let standard = GenerationSettings(
    FlorenceConfiguration.base.text, maximumNewTokens: FlorenceConfiguration.base.text.maximumPositions)

  /// The settings that a config.json asks for.
  public init(_ configuration: TextConfiguration, maximumNewTokens: Int) {
    self.maximumNewTokens = maximumNewTokens
    beams = configuration.beams
    noRepeatNGramSize = configuration.noRepeatNGramSize
    earlyStopping = configuration.earlyStopping
    lengthPenalty = 1
    endIDs = [configuration.endID]
    forcedBeginID = configuration.forcedBeginID
    forcedEndID = configuration.forcedEndID
  }

  /// The settings that a checkpoint asks for: its generation_config.json, and config.json for what that leaves out.
  public init(_ configuration: TextConfiguration, _ generation: GenerationConfiguration, maximumNewTokens: Int) {
    self.init(configuration, maximumNewTokens: maximumNewTokens)
    beams = generation.beams ?? beams
    noRepeatNGramSize = generation.noRepeatNGramSize ?? noRepeatNGramSize
    repetitionPenalty = generation.repetitionPenalty ?? repetitionPenalty
    lengthPenalty = generation.lengthPenalty ?? lengthPenalty
    earlyStopping = generation.earlyStopping ?? earlyStopping
    minimumNewTokens = generation.minimumNewTokens ?? minimumNewTokens
    endIDs = generation.endIDs ?? endIDs
    if let forced = generation.forcedBegin { forcedBeginID = forced.id }
    if let forced = generation.forcedEnd { forcedEndID = forced.id }
  }

  /// Tokens of an answer at most in a decoder with so many positions, its start token counted.
  func maximumLength(positions: Int) -> Int { min(1 + min(max(1, maximumNewTokens), positions), positions) }
}
