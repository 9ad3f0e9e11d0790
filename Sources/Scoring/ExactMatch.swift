/// The share of answers that are their target, letter for letter; white space at the ends does not count.
public struct ExactMatch: Metric {
  /// `exact_match`.
  public let name = "exact_match"
  /// `exact_match`.
  public let keys = ["exact_match"]

  /// A metric without settings.
  public init() {}

  /// Hits per sample; none without a sample.
  public func compute(_ answers: [ScoredAnswer]) -> Scores {
    if answers.isEmpty { return .nothing(reason: "there is no sample") }
    let hits = answers.count { stripped($0.target) == stripped($0.prediction) }
    return .values(["exact_match": Double(hits) / Double(answers.count)])
  }
}
