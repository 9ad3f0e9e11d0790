import Essentials

/// Word error rate: edits of words that turn the answer into the target, per word of the target; the mean over the samples.
///
/// Words are what spaces separate; case and punctuation matter. Not bounded by 1. Source: jiwer 4 with its default transformations.
public struct WordErrorRate: Metric, Hashable {
  /// `word_error_rate`.
  public let name = "word_error_rate"
  /// `wer`.
  public func describe() -> [String] { ["wer"] }
  /// An error: lower is better.
  public var isHigherBetter: Bool { false }

  /// A metric without settings.
  public init() {}

  /// The mean of the samples' rates; none without a sample.
  public func compute(_ answers: [ScoredAnswer]) -> Scores {
    meanErrorRate(of: answers, key: "wer") { errorRate(words($0.target), words($0.prediction)) }
  }
}

/// Character error rate: edits of Unicode scalars that turn the answer into the target, per scalar of the target; the mean over
/// the samples.
///
/// White space at the ends does not count. Not bounded by 1. Source: jiwer 4 with its default transformations.
public struct CharacterErrorRate: Metric, Hashable {
  /// `character_error_rate`.
  public let name = "character_error_rate"
  /// `cer`.
  public func describe() -> [String] { ["cer"] }
  /// An error: lower is better.
  public var isHigherBetter: Bool { false }

  /// A metric without settings.
  public init() {}

  /// The mean of the samples' rates; none without a sample.
  public func compute(_ answers: [ScoredAnswer]) -> Scores {
    meanErrorRate(of: answers, key: "cer") { errorRate(characters($0.target), characters($0.prediction)) }
  }
}

private func meanErrorRate(of answers: [ScoredAnswer], key: String, _ rate: (ScoredAnswer) -> Double) -> Scores {
  if answers.isEmpty { return .nothing(reason: "there is no sample") }
  return .values([key: answers.reduce(0) { $0 + rate($1) } / Double(answers.count)])
}

/// Of an empty target the edits alone, as jiwer 4 has it: the number of units in the answer.
private func errorRate<Unit: Hashable>(_ target: [Unit], _ prediction: [Unit]) -> Double {
  Double(levenshteinDistance(target, prediction)) / Double(max(target.count, 1))
}

private func characters(_ text: String) -> [Unicode.Scalar] { Array(WhiteSpace.stripped(text.unicodeScalars)) }

/// Runs of two and more white-space characters become a space, the ends are stripped, and spaces alone separate words: a lone tab or line
/// feed does not.
private func words(_ text: String) -> [ArraySlice<Unicode.Scalar>] {
  var collapsed: [Unicode.Scalar] = []
  var rest = Array(text.unicodeScalars)[...]
  while let first = rest.first {
    let spaces = rest.prefix(while: WhiteSpace.contains)
    collapsed.append(spaces.count > 1 ? " " : first)
    rest = rest.dropFirst(max(spaces.count, 1))
  }
  return WhiteSpace.stripped(collapsed[...]).split(separator: " ")
}
