import Scoring

/// A row of `texts.json`: a target, an answer, jiwer's two rates, and whether the stripped texts are equal.
struct TextRow: Decodable {
  var answer: ScoredAnswer
  var wordErrorRate: Double
  var characterErrorRate: Double
  var isMatch: Bool

  init(from decoder: any Decoder) throws {
    var row = try decoder.unkeyedContainer()
    answer = try ScoredAnswer(target: row.decode(String.self), prediction: row.decode(String.self))
    wordErrorRate = try row.decode(Double.self)
    characterErrorRate = try row.decode(Double.self)
    isMatch = try row.decode(Bool.self)
  }
}
