/// Edit distance: edits of Unicode scalars that turn the answer into the target, per scalar of the longer of both; the mean over the samples.
///
/// From 0 to 1, unlike the error rates. Source: nltk's `edit_distance` over the longer length, as Roboflow's trainer has it; two empty texts,
/// for which that divides by 0, are 0 apart.
public struct EditDistance: Metric, Hashable {
  /// `edit_distance`.
  public let name = "edit_distance"
  /// `edit_distance`.
  public func describe() -> [String] { ["edit_distance"] }
  /// An error: lower is better.
  public var isHigherBetter: Bool { false }

  /// A metric without settings.
  public init() {}

  /// The mean of the samples' distances; none without a sample.
  public func compute(_ answers: [ScoredAnswer]) -> Scores {
    if answers.isEmpty { return .nothing(reason: "there is no sample") }
    let distances = answers.map { answer -> Double in
      let (target, prediction) = (Array(answer.target.unicodeScalars), Array(answer.prediction.unicodeScalars))
      return Double(levenshteinDistance(target, prediction)) / Double(max(target.count, prediction.count, 1))
    }
    return .values(["edit_distance": distances.reduce(0, +) / Double(answers.count)])
  }
}
