import Essentials

/// The settings of a low-rank adaptation, with the meanings that PEFT's `LoraConfig` gives them.
public struct LoRAConfiguration: Sendable, Hashable {
  /// Which biases train beside the adapters.
  public enum Bias: String, Sendable, CaseIterable {
    case none
    /// Every parameter of the model with "bias" in its name.
    case all
    /// The biases of the adapted linear layers.
    case loraOnly = "lora_only"
  }

  /// How adapters begin. With all but `random` the adapted model begins as the model was.
  public enum Initialization: String, Sendable, CaseIterable {
    /// A from U(-1/√inputs, 1/√inputs), B zero; PEFT's `true`.
    case kaiming = "true"
    /// A from N(0, 1/rank), B zero.
    case gaussian
    /// A from U(-1/√inputs, 1/√inputs), B from U(-1/√rank, 1/√rank); PEFT's `false`.
    case random = "false"
  }

  /// Rows of A and columns of B.
  public var rank: Int
  /// What the scaling is in proportion to.
  public var alpha: Double
  /// The probability that an element of an adapter's input is dropped in training.
  public var dropout: Double
  /// Whether the scaling is alpha / √rank rather than alpha / rank.
  public var usesRSLoRA: Bool
  /// Whether the rows of each adapted weight have trained lengths of their own (DoRA).
  public var usesDoRA = false
  /// Ranks that some modules have in place of `rank`.
  public var rankPattern: ModulePatterns<Int> = [:]
  /// Alphas that some modules have in place of `alpha`.
  public var alphaPattern: ModulePatterns<Double> = [:]
  /// Which biases train.
  public var bias: Bias
  /// How adapters begin.
  public var initialization: Initialization
  /// In place of `initialization`, a beginning that is taken out of the weights; nil: none.
  public var decomposition: WeightDecomposition?
  /// Which modules get an adapter.
  public var targetModules: TargetModules

  /// Settings; the defaults are those of Roboflow's trainer.
  public init(
    rank: Int = 8, alpha: Double = 8, dropout: Double = 0.05, usesRSLoRA: Bool = true, bias: Bias = .none,
    initialization: Initialization = .gaussian, decomposition: WeightDecomposition? = nil, targetModules: TargetModules
  ) {
    self.rank = rank
    self.alpha = alpha
    self.dropout = dropout
    self.usesRSLoRA = usesRSLoRA
    self.bias = bias
    self.initialization = initialization
    self.decomposition = decomposition
    self.targetModules = targetModules
  }

  /// What the adapters' product is multiplied by: alpha / rank, or alpha / √rank with rank-stabilised scaling.
  public var scaling: Double { scaling(rank: rank, alpha: alpha) }

  /// What B A is multiplied by at a module with a rank or an alpha of its own.
  func scaling(rank: Int, alpha: Double) -> Double { usesRSLoRA ? alpha / Double(rank).squareRoot() : alpha / Double(rank) }

  /// What alpha grows by with twice the rank when the scaling is to stay.
  var alphaFactorOfTwiceTheRank: Double { usesRSLoRA ? 2.0.squareRoot() : 2 }

  /// The largest rank that is accepted.
  public static let rankLimit = 4096

  /// So many names or patterns may be given: more than the largest models have modules.
  private static let nameLimit = 10_000

  /// Every setting that is out of its range, in words.
  func faults(file: String? = nil) -> [Diagnostic] {
    let names = if case .names(let names) = targetModules { names.count } else { 0 }
    let requirements = [
      (names <= Self.nameLimit, "target_modules has \(names) names, more than \(Self.nameLimit)"),
      ((1...Self.rankLimit).contains(rank), "r is \(rank), it must be between 1 and \(Self.rankLimit)"),
      (alpha.isFinite && alpha > 0, "lora_alpha is \(alpha), it must be greater than 0"),
      (dropout >= 0 && dropout < 1, "lora_dropout is \(dropout), it must be at least 0 and less than 1"),
    ]
    return requirements.filter { !$0.0 }.map { Diagnostic(.value, $0.1, file: file) } + patternFaults(file: file)
  }

  /// Every fault of the patterns, in words.
  package func patternFaults(file: String? = nil) -> [Diagnostic] {
    let counts = [("rank_pattern", rankPattern.entries.count), ("alpha_pattern", alphaPattern.entries.count)]
    let tooMany = counts.filter { $0.1 > Self.nameLimit }
    guard tooMany.isEmpty else {
      return tooMany.map { Diagnostic(.value, "\($0) has \($1) patterns, more than \(Self.nameLimit)", file: file) }
    }
    let ranks = rankPattern.entries.filter { !(1...Self.rankLimit).contains($0.value) }
    let alphas = alphaPattern.entries.filter { !($0.value.isFinite && $0.value > 0) }
    let messages =
      ranks.map { "rank_pattern gives \($0.pattern) the rank \($0.value), it must be between 1 and \(Self.rankLimit)" }
      + alphas.map { "alpha_pattern gives \($0.pattern) the alpha \($0.value), it must be greater than 0" }
    let unreadable =
      rankPattern.unreadable.map { ("rank_pattern", $0) } + alphaPattern.unreadable.map { ("alpha_pattern", $0) }
    return messages.map { Diagnostic(.value, $0, file: file) }
      + unreadable.map { field, key in
        Diagnostic(.value, "\(field) has a key that is no regular expression: \(key.pattern)", file: file, hint: key.reason)
      }
  }
}
