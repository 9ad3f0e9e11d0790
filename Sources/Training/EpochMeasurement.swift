/// What was measured at an epoch's end, and by what of it the epoch is judged.
public struct EpochMeasurement: Sendable, Hashable, ExpressibleByDictionaryLiteral {
  /// By the names of metrics; `loss` is the loss.
  public var values: [String: Double]
  /// What decides which epoch is the best.
  public var criterion: BestCriterion

  /// Values, and what counts among them.
  public init(_ values: [String: Double], criterion: BestCriterion = .loss) {
    self.values = values
    self.criterion = criterion
  }

  /// Values of which the loss counts.
  public init(dictionaryLiteral elements: (String, Double)...) { self.init(Dictionary(elements) { $1 }) }
}

/// The figure by which the best epoch is found.
public struct BestCriterion: Sendable, Hashable {
  /// A metric's name in what is measured.
  public var metric: String
  /// Whether of two values the higher is the better one.
  public var isHigherBetter: Bool

  /// A metric and its direction.
  public init(_ metric: String, isHigherBetter: Bool) {
    self.metric = metric
    self.isHigherBetter = isHigherBetter
  }

  /// The lowest loss: the validation's, or without one the training's mean.
  public static let loss = BestCriterion("loss", isHigherBetter: false)

  /// Whether a value is better than an earlier one; an equal one is not. Any is better than none.
  func isBetter(_ new: Double?, than old: Double?) -> Bool {
    guard let new else { return false }
    guard let old else { return true }
    return isHigherBetter ? new > old : new < old
  }
}
