import Essentials
import Scoring
import Testing

@Suite struct MetricCatalogTests {
  @Test func `finds metrics by the trainer's names, each once`() throws {
    let names = ["word_error_rate", "mean_average_precision", "word_error_rate", "character_error_rate"]
    let metrics = try MetricCatalog.metrics(named: names)
    #expect(metrics.map(\.name) == ["word_error_rate", "mean_average_precision", "character_error_rate"])
    #expect(metrics.flatMap { $0.describe() } == ["wer", "map50_95", "map50", "map75", "cer"])
    #expect(try MetricCatalog.metrics(named: []).isEmpty)
  }

  @Test func `the name of a value means the metric that gives it`() throws {
    let names = ["map50", "map50:95", "map50_95", "mean_average_precision", "agnostic_map75", "wer", "ter", "bleu"]
    #expect(
      try MetricCatalog.metrics(named: names).map(\.name) == [
        "mean_average_precision", "agnostic_average_precision", "word_error_rate", "translation_error_rate", "bleu",
      ])
    for (name, metric) in MetricCatalog.values { #expect(MetricCatalog.metric(named: name)?.name == metric.name, "\(name)") }
  }

  @Test func `metrics say which way is better`() {
    let errors = MetricCatalog.all.filter { !$0.isHigherBetter }.map(\.name)
    #expect(errors.sorted() == ["character_error_rate", "edit_distance", "translation_error_rate", "word_error_rate"])
  }

  @Test func `names differ`() {
    #expect(Set(MetricCatalog.all.map(\.name)).count == MetricCatalog.all.count)
    let keys = MetricCatalog.all.flatMap { $0.describe() }
    #expect(Set(keys).count == keys.count)
  }

  @Test func `all labels as one class have keys of their own`() {
    let box = Box(x0: 0, y0: 0, x1: 10, y1: 10)
    let answer = ScoredAnswer(
      target: "", prediction: "", targetDetections: [Detection(box: box, label: "cat")],
      predictedDetections: [Detection(box: box, label: "dog")])
    #expect(MeanAveragePrecision().compute([answer])["map50"] == 0)
    #expect(MeanAveragePrecision(isClassAgnostic: true).compute([answer])["agnostic_map50"] == 1)
  }

  @Test func `reports every unknown name with the nearest one`() throws {
    let error = try #require(throws: Faults.self) {
      try MetricCatalog.metrics(named: ["word_eror_rate", "mean_average_precision", "wer", "accuracy"])
    }
    #expect(
      error.diagnostics.map(\.message) == [
        "there is no metric \"word_eror_rate\"", "there is no metric \"accuracy\"",
      ])
    #expect(
      error.diagnostics.map(\.hint) == [
        "did you mean `word_error_rate`?",
        "the metrics are mean_average_precision, agnostic_average_precision, word_error_rate, character_error_rate, translation_error_rate, "
          + "bleu, edit_distance, exact_match",
      ])
  }

  @Test func `knows its own by their settings`() {
    #expect(MetricCatalog.all.allSatisfy { MetricCatalog.contains($0) })
    #expect(!MetricCatalog.contains(MeanAveragePrecision(maximumDetections: 10)))
    struct ExactMatch: Metric, Hashable {
      let name = "exact_match"
      func compute(_ answers: [ScoredAnswer]) -> Scores { .nothing(reason: "nothing is compared") }
    }
    #expect(!MetricCatalog.contains(ExactMatch()))
  }

  @Test func `fields of results are words`() {
    #expect(Scores.fieldName(of: "my:value") == "my_value")
    #expect(Scores.fieldName(of: "wer") == "wer")
  }

  @Test func `a metric of one's own needs no more than the protocol`() {
    struct ExactMatch: Metric {
      let name = "exact_match"
      func compute(_ answers: [ScoredAnswer]) -> Scores {
        if answers.isEmpty { return .nothing(reason: "there is no sample") }
        let hits = answers.count { $0.target == $0.prediction }
        return .values(["exact_match": Double(hits) / Double(answers.count)])
      }
    }
    let answers = [ScoredAnswer(target: "a", prediction: "a"), ScoredAnswer(target: "a", prediction: "b")]
    #expect(ExactMatch().compute(answers)["exact_match"] == 0.5)
  }

  @Test func `a metric needs a function alone`() {
    struct AnswerLength: Metric {
      func compute(_ answers: [ScoredAnswer]) -> Scores { ["mean": 2, "longest": Double(answers.count)] }
    }
    struct BLEUPerWord2: Metric {
      let name = "bleu"
      func compute(_ answers: [ScoredAnswer]) -> Scores { .nothing(reason: "there are no words") }
    }
    struct OCRRate: Metric {
      func compute(_ answers: [ScoredAnswer]) -> Scores { [:] }
    }
    let length: any Metric = AnswerLength()
    #expect(length.name == "answer_length" && length.describe() == [])
    let scores = length.compute([ScoredAnswer(target: "a", prediction: "a")])
    #expect(scores == .values(["mean": 2, "longest": 1]) && length.keys(of: scores) == ["longest", "mean"])
    let words = BLEUPerWord2()
    #expect(words.name == "bleu" && words.keys(of: words.compute([])) == [])
    #expect(OCRRate().name == "ocr_rate")
    // What is declared is shown, whatever the values.
    #expect(MeanAveragePrecision().keys(of: .nothing(reason: "")) == MeanAveragePrecision().describe())
    #expect(MetricCatalog.all.allSatisfy { !$0.describe().isEmpty })
  }
}
