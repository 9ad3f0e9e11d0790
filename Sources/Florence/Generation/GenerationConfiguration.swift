/// How a checkpoint wants answers to be generated: the facts of its generation_config.json. Nil is what the file leaves out, or all of it
/// where there is no file.
public struct GenerationConfiguration: Sendable, Equatable {
  /// A token that the file forces, or its word that none is.
  public enum Forced: Sendable, Hashable {
    /// `null`: the model is free.
    case none
    /// The only token allowed.
    case token(Int32)

    /// Nil where the model is free.
    public var id: Int32? { if case .token(let id) = self { id } else { nil } }
  }

  /// Answers followed at a time.
  public var beams: Int?
  /// Tokens of a run that may not come twice; 0: the rule is off.
  public var noRepeatNGramSize: Int?
  /// By how much tokens that an answer has already are made less likely.
  public var repetitionPenalty: Double?
  /// The power of its length by which an answer's score is divided.
  public var lengthPenalty: Double?
  /// When beam search is content.
  public var earlyStopping: EarlyStopping?
  /// Tokens of an answer at most, from `max_new_tokens`, else `max_length`, which counts the start token.
  public var maximumNewTokens: Int?
  /// Tokens of an answer at least, from `min_new_tokens`, else `min_length`.
  public var minimumNewTokens: Int?
  /// The tokens that end an answer.
  public var endIDs: [Int32]?
  /// The first token of every answer.
  public var forcedBegin: Forced?
  /// The last token of an answer that reaches its limit.
  public var forcedEnd: Forced?
  /// What the file asks for and this program does not do, each as `name=value`.
  public internal(set) var unfollowed: [String] = []

  /// Nothing asked for.
  public init() {}

  /// What `settings` say, so that whoever reads the file generates by them.
  ///
  /// - Parameter maximumNewTokens: nil: the model's positions are the limit.
  public init(_ settings: GenerationSettings, maximumNewTokens: Int?) {
    beams = settings.beams
    noRepeatNGramSize = settings.noRepeatNGramSize
    repetitionPenalty = settings.repetitionPenalty
    lengthPenalty = settings.lengthPenalty
    earlyStopping = settings.earlyStopping
    self.maximumNewTokens = maximumNewTokens
    minimumNewTokens = settings.minimumNewTokens
    endIDs = settings.endIDs
    forcedBegin = settings.forcedBeginID.map { .token($0) } ?? .some(.none)
    forcedEnd = settings.forcedEndID.map { .token($0) } ?? .some(.none)
  }
}
