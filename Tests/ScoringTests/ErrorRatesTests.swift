import Scoring
import Testing

@Suite struct ErrorRatesTests {
  @Test func `agree with jiwer on every pair`() throws {
    let rows = try ScoringFixture.decode([TextRow].self, from: "texts.json")
    #expect(rows.count == 419)
    for row in rows {
      let place = "\(row.answer.target.debugDescription) | \(row.answer.prediction.debugDescription)"
      #expect(WordErrorRate().compute([row.answer])["wer"] == row.wordErrorRate, "\(place)")
      #expect(CharacterErrorRate().compute([row.answer])["cer"] == row.characterErrorRate, "\(place)")
    }
    let mean = rows.map(\.wordErrorRate).reduce(0, +) / Double(rows.count)
    let scored = try #require(WordErrorRate().compute(rows.map(\.answer))["wer"])
    #expect(abs(scored - mean) < 1e-12)
  }

  @Test func `each sample weighs the same`() throws {
    let pairs = [("the cat sat on the mat", "the cat on a mat"), ("Total: 42", "Total 42"), ("hello", "hello")]
    let answers = pairs.map { ScoredAnswer(target: $0.0, prediction: $0.1) }
    #expect(abs(try #require(WordErrorRate().compute(answers)["wer"]) - 0.277778) < 1e-6)
    #expect(abs(try #require(CharacterErrorRate().compute(answers)["cer"]) - 0.143098) < 1e-6)
  }

  @Test func `no sample, no score`() {
    #expect(WordErrorRate().compute([]) == .nothing(reason: "there is no sample"))
    #expect(CharacterErrorRate().compute([]).reason == "there is no sample")
  }

  @Test(arguments: [
    ("kitten", "sitting", 3), ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("abc", "abc", 0), ("ab", "ba", 2), ("aab", "ab", 1),
    ("ab", "aab", 1),
    ("abcdef", "azced", 3),
  ])
  func `the edit distance`(a: String, b: String, distance: Int) {
    #expect(levenshteinDistance(Array(a), Array(b)) == distance)
    #expect(levenshteinDistance(Array(b), Array(a)) == distance)
  }
}
