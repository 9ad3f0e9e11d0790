import Scoring
import Testing

/// A thousand small corpora, and what jiwer, sacrebleu, nltk and Python make of them.
@Suite struct CorpusMetricsTests {
  /// Target and answer in turn, then the values of `keys`.
  struct Row: Decodable {
    static let keys = ["wer", "cer", "ter", "bleu", "edit_distance", "exact_match"]
    var answers: [ScoredAnswer] = []
    var values: [Double] = []

    init(from decoder: any Decoder) throws {
      var row = try decoder.unkeyedContainer()
      for _ in 0..<((row.count ?? 0) - Self.keys.count) / 2 {
        try answers.append(ScoredAnswer(target: row.decode(String.self), prediction: row.decode(String.self)))
      }
      for _ in Self.keys { try values.append(row.decode(Double.self)) }
    }
  }

  private static let metrics: [any Metric] = [
    WordErrorRate(), CharacterErrorRate(), TranslationErrorRate(), BLEU(), EditDistance(), ExactMatch(),
  ]

  @Test func `agree with their references on every corpus`() throws {
    let rows = try ScoringFixture.decode([Row].self, from: "corpora.json")
    #expect(rows.count == 1019)
    #expect(Self.metrics.flatMap { $0.describe() } == Row.keys)
    for row in rows {
      for (metric, value) in zip(Self.metrics, row.values) {
        let ours = try #require(metric.compute(row.answers)[metric.describe()[0]])
        let place = row.answers.map { "\($0.target.debugDescription) | \($0.prediction.debugDescription)" }.joined(separator: "\n")
        #expect(abs(ours - value) < 2e-9, "\(metric.name) is \(ours), not \(value), of\n\(place)")
      }
    }
    for (index, key) in Row.keys.enumerated() { #expect(Set(rows.map { $0.values[index] }).count > (key == "exact_match" ? 2 : 80)) }
  }

  private func score(_ metric: any Metric, _ pairs: [(target: String, prediction: String)]) -> Double? {
    metric.compute(pairs.map { ScoredAnswer(target: $0.target, prediction: $0.prediction) })[metric.describe()[0]]
  }

  @Test func `worked examples`() throws {
    func close(_ value: Double?, _ expected: Double) -> Bool { value.map { abs($0 - expected) < 1e-4 } ?? false }
    #expect(close(score(TranslationErrorRate(), [("the cat sat on the mat", "the cat on a mat")]), 33.3333))
    #expect(close(score(TranslationErrorRate(), [("a b c", "b c a")]), 33.3333))
    #expect(close(score(TranslationErrorRate(), [("", "a b")]), 100) && score(TranslationErrorRate(), [("", "")]) == 0)
    #expect(close(score(BLEU(), [("the cat sat on the mat", "the cat sat on a mat")]), 0.537285))
    #expect(close(score(BLEU(), [("A man, riding a horse.", "A man riding a horse."), ("two dogs", "two dogs play")]), 0.539404))
    #expect(score(BLEU(), [("a b c", "a b c")]) == 0 && score(BLEU(), [("a b c d", "")]) == 0)
    #expect(close(score(BLEU(), [("It costs $3.50 (net), e.g. 10-20%.", "It costs $3.50 (net), e.g. 10-20%.")]), 1))
    #expect(close(score(EditDistance(), [("sitting", "kitten")]), 3.0 / 7) && close(score(EditDistance(), [("10", "10<pad>")]), 5.0 / 7))
    #expect(score(EditDistance(), [("", "")]) == 0)
  }

  @Test func `no sample, no score`() {
    for metric in Self.metrics { #expect(metric.compute([]) == .nothing(reason: "there is no sample"), "\(metric.name)") }
  }

  @Test func `long answers take bounded time`() {
    let words = (0..<576).map { "w\($0 % 7)" }
    #expect(translationEdits(words, words.reversed()) > 0)
    #expect(translationEdits(words, Array(words.dropFirst(300) + words.prefix(300))) > 0)
  }
}
