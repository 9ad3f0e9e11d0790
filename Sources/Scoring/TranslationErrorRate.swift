import Essentials

/// Translation error rate (TER) over all answers together: edits of words, and shifts of runs of words, that turn the answers into the
/// targets, per hundred words of the targets.
///
/// Words are what white space separates; case and punctuation matter. Lower is better; not bounded by 100. Source: sacrebleu's corpus TER,
/// case-sensitive and otherwise with its defaults, one reference.
public struct TranslationErrorRate: Metric, Hashable {
  /// `translation_error_rate`.
  public let name = "translation_error_rate"
  /// `ter`.
  public func describe() -> [String] { ["ter"] }
  /// An error: lower is better.
  public var isHigherBetter: Bool { false }

  /// A metric without settings.
  public init() {}

  /// The rate of the whole, in per cent; none without a sample.
  public func compute(_ answers: [ScoredAnswer]) -> Scores {
    if answers.isEmpty { return .nothing(reason: "there is no sample") }
    var (edits, words) = (0, 0)
    for answer in answers {
      let (prediction, target) = (Self.words(answer.prediction), Self.words(answer.target))
      edits += translationEdits(prediction, target)
      words += target.count
    }
    if words > 0 { return .values(["ter": 100 * (Double(edits) / Double(words))]) }
    return .values(["ter": edits > 0 ? 100 : 0])
  }

  private static func words(_ text: String) -> [ArraySlice<Unicode.Scalar>] {
    Array(text.unicodeScalars).split(whereSeparator: WhiteSpace.contains)
  }
}

/// The edits that turn `prediction` into `target` by Tercom's search, which shifts a run of words as long as that saves edits.
package func translationEdits<Word: Hashable>(_ prediction: [Word], _ target: [Word]) -> Int {
  if target.isEmpty { return prediction.count }
  var numbers: [Word: Int32] = [:]
  func numbered(_ words: [Word]) -> [Int32] {
    words.map { word in
      let number = numbers[word] ?? Int32(numbers.count)
      numbers[word] = number
      return number
    }
  }
  var search = ShiftSearch(target: numbered(target))
  return search.edits(from: numbered(prediction))
}
