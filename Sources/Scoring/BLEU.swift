import Foundation

/// BLEU over all answers together: how many of their runs of one to four words stand in the targets.
///
/// From 0 to 1. The geometric mean of the four precisions, each over all answers, times a penalty where the answers are shorter than the
/// targets together; 0 where one precision is 0, as of answers all shorter than four words. Source: sacrebleu's corpus BLEU, order 4, without
/// smoothing, one reference, its 13a tokenizer, divided by 100.
public struct BLEU: Metric, Hashable {
  /// `bleu`.
  public let name = "bleu"
  /// `bleu`.
  public func describe() -> [String] { ["bleu"] }

  private static let order = 4

  /// A metric without settings.
  public init() {}

  /// The score of the whole; none without a sample.
  public func compute(_ answers: [ScoredAnswer]) -> Scores {
    if answers.isEmpty { return .nothing(reason: "there is no sample") }
    var (matches, possible) = (Array(repeating: 0, count: Self.order), Array(repeating: 0, count: Self.order))
    var (predictedLength, targetLength) = (0, 0)
    for answer in answers {
      let (prediction, target) = (WordTokenizer.words(answer.prediction), WordTokenizer.words(answer.target))
      predictedLength += prediction.count
      targetLength += target.count
      for length in 1...Self.order {
        let wanted = Self.runs(of: length, in: target)
        for (run, count) in Self.runs(of: length, in: prediction) {
          possible[length - 1] += count
          matches[length - 1] += min(count, wanted[run] ?? 0)
        }
      }
    }
    guard matches.allSatisfy({ $0 > 0 }) else { return .values(["bleu": 0]) }
    let logarithms = zip(matches, possible).map { log(Double($0) / Double($1)) }
    let penalty = predictedLength < targetLength ? exp(1 - Double(targetLength) / Double(predictedLength)) : 1
    return .values(["bleu": penalty * exp(logarithms.reduce(0, +) / Double(Self.order))])
  }

  /// Every run of `length` words, and how often it occurs.
  private static func runs(of length: Int, in words: [[Unicode.Scalar]]) -> [ArraySlice<[Unicode.Scalar]>: Int] {
    guard words.count >= length else { return [:] }
    return (0...words.count - length).reduce(into: [:]) { counts, start in counts[words[start..<start + length], default: 0] += 1 }
  }
}
