import Scoring
import Testing

@Suite struct ExactMatchTests {
  @Test func `agrees with Python on every pair, and with a character error rate of 0`() throws {
    let rows = try ScoringFixture.decode([TextRow].self, from: "texts.json")
    let hits = rows.count(where: \.isMatch)
    #expect(hits > 20 && hits < rows.count - 20)
    for row in rows {
      let place = "\(row.answer.target.debugDescription) | \(row.answer.prediction.debugDescription)"
      #expect(ExactMatch().compute([row.answer])["exact_match"] == (row.isMatch ? 1 : 0), "\(place)")
      #expect(row.isMatch == (row.characterErrorRate == 0), "\(place)")
    }
    #expect(ExactMatch().compute(rows.map(\.answer))["exact_match"] == Double(hits) / Double(rows.count))
  }

  @Test(arguments: [
    ("yes", "yes", true), ("yes", " yes\n", true), ("yes", "Yes", false), ("yes", "yes.", false), ("a b", "a  b", false),
    ("", " ", true), ("", "no", false), ("\u{e9}", "e\u{301}", false),
  ])
  func `blanks at the ends alone are forgiven`(target: String, prediction: String, isMatch: Bool) {
    let score = ExactMatch().compute([ScoredAnswer(target: target, prediction: prediction)])["exact_match"]
    #expect(score == (isMatch ? 1 : 0))
  }

  @Test func `no sample, no score`() {
    #expect(ExactMatch().compute([]) == .nothing(reason: "there is no sample"))
  }
}
