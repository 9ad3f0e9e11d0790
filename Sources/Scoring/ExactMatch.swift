import Essentials

/// The share of answers that are their target, letter by letter.
///
/// White space at the ends does not count, because an answer's first and last blanks are a matter of how tokens are cut. Everything else does:
/// case, punctuation, blanks inside, and how an accent is spelled. A model that is fine-tuned on a dataset's answers can be held to their
/// spelling, and `<VQA>`'s usual forgiveness (case, articles, number words) would hide an answer that a program reading it gets wrong. An
/// answer matches exactly where its character error rate is 0.
public struct ExactMatch: Metric, Hashable {
  /// `exact_match`.
  public let name = "exact_match"
  /// `exact_match`.
  public func describe() -> [String] { ["exact_match"] }

  /// A metric without settings.
  public init() {}

  /// From 0 to 1; none without a sample.
  public func compute(_ answers: [ScoredAnswer]) -> Scores {
    if answers.isEmpty { return .nothing(reason: "there is no sample") }
    let hits = answers.count {
      WhiteSpace.stripped($0.target.unicodeScalars).elementsEqual(WhiteSpace.stripped($0.prediction.unicodeScalars))
    }
    return .values(["exact_match": Double(hits) / Double(answers.count)])
  }
}
