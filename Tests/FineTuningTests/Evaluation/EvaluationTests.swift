import Datasets
import Essentials
import Files
import FineTuning
import Florence
import Foundation
import Images
import Scoring
import SystemPackage
import Tasks
import TestSupport
import Testing
import Training

@Suite(.serialized) struct EvaluationTests {
  private static let metrics = ["mean_average_precision", "word_error_rate", "character_error_rate"]

  @Test(arguments: ["lora", "full", "biases"]) func aCheckpointIsTheModelInMemory(_ training: String) throws {
    var small = try SmallRun()
    small.configuration.metrics = Self.metrics
    var measured: [String: Double] = [:]
    let report = try small.finished {
      $0.training = training == "full" ? .full : .lora
      $0.bias = training == "biases" ? .all : .none
      $0.loraInitialization = .random
      $0.learningRate = 1e-2
    } onEvent: { event in
      if case .epoch(let report, _, _) = event { measured = report.validation }
    }
    let (result, file) = try evaluation(report.folder.latest).run()
    #expect(result.values == measured)
    #expect(file == small.folder.appending("runs/metrics/evaluation.json"))
    let history = try JSONDecoder().decode(MetricHistory.self, from: Data(small.folder.bytes("runs/metrics/evaluation.json")))
    #expect(history.entries.mapValues { $0.map(\.value) } == measured.mapValues { [$0] })

    // The folder of the run means its best checkpoint; taken away from the run, the latest one is still the same model.
    #expect(try evaluation(report.folder.path).run().result.values == evaluation(report.folder.best).run().result.values)
    let away = small.folder.appending("away")
    try FileManager.default.copyItem(atPath: report.folder.latest.string, toPath: away.string)
    var settings = small.configuration
    settings.seed = 7
    #expect(try Evaluation(settings, checkpoint: away, isModelGiven: false).run().result.values == measured)
  }

  private func evaluation(_ checkpoint: FilePath) throws -> Evaluation {
    try Evaluation(Configuration.of(checkpoint: checkpoint), checkpoint: checkpoint, isModelGiven: false)
  }

  @Test func metricsAreThoseOfTheAnswers() throws {
    var small = try SmallRun()
    small.configuration.metrics = Self.metrics
    small.configuration.maximumNewTokens = 40
    let (result, _) = try Evaluation(small.configuration, checkpoint: nil).run()
    let samples = try #require(try Dataset(small.folder.appending("data")).valid).samples
    #expect(result.answers.count == samples.count)
    let pairs = try zip(samples, result.answers).map { sample, answer in
      let size = try Image.size(of: sample.image)
      func boxes(_ answer: Answer) -> [Detection] {
        guard case .regions(let regions) = answer else { return [] }
        return regions.map { Detection(box: $0.box, label: $0.label) }
      }
      let wanted = AnswerParser.parse(sample.suffix, tag: "<OD>", width: size.width, height: size.height)
      #expect(!boxes(wanted).isEmpty)
      return ScoredAnswer(
        target: AnswerParser.plainText(sample.suffix), prediction: answer.text, targetDetections: boxes(wanted),
        predictedDetections: boxes(answer.answer))
    }
    var expected: [String: Double] = [:]
    for metric in try MetricCatalog.metrics(named: Self.metrics) {
      guard case .values(let values) = metric.compute(pairs) else { continue }
      expected.merge(values) { $1 }
    }
    #expect(expected.keys.sorted() == ["cer", "map50", "map50_95", "map75", "wer"])
    var values = result.values
    values["loss"] = nil
    #expect(values == expected)
  }

  /// A metric of the program's own, by the name of another.
  private struct CountedSamples: Metric {
    let name = "exact_match"
    func describe() -> [String] { ["exact_match"] }
    func compute(_ answers: [ScoredAnswer]) -> Scores { .values(["exact_match": Double(answers.count) + 7]) }
  }

  @Test func aMetricWithSettingsOfItsOwnStandsInForItsName() throws {
    let few = MeanAveragePrecision(maximumDetections: 1)
    let asked = Configuration(dataset: "data", metrics: [CountedSamples(), WordErrorRate(), few])
    #expect(asked.metrics == ["exact_match", "word_error_rate", "mean_average_precision"])
    #expect(asked.ownMetrics.map(\.name) == ["exact_match", "mean_average_precision"])
    var small = try SmallRun()
    small.configuration.metrics = ["exact_match"]
    small.configuration.ownMetrics = [CountedSamples()]
    let result = try Evaluation(small.configuration, checkpoint: nil).measure()
    #expect(result.scores.count == 1 && result.values["exact_match"] == Double(result.answers.count) + 7)
  }

  /// A metric that takes the name of the loss and gives what is no number.
  private struct OddValues: Metric {
    func compute(_ answers: [ScoredAnswer]) -> Scores { ["loss": -1, "odd": 3, "nothing": .nan] }
  }

  @Test func theLossIsTheLossWhateverMetricsSay() throws {
    var small = try SmallRun()
    (small.configuration.metrics, small.configuration.ownMetrics) = ([], [OddValues()])
    let result = try Evaluation(small.configuration, checkpoint: nil).measure()
    #expect(result.values == ["loss": try #require(result.loss), "odd": 3])
    #expect(result.scores.map(\.metric.name) == ["odd_values"])
  }

  @Test func predictionsAreTheAnswersOfTheEvaluation() throws {
    var small = try SmallRun()
    small.configuration.metrics = ["word_error_rate"]
    // One by one, as predictions are made.
    small.configuration.validationBatchSize = 1
    let folder = try small.finished { $0.learningRate = 1e-2 }.folder
    let configuration = try Configuration.of(checkpoint: folder.path)
    let answers = try Evaluation(configuration, checkpoint: folder.path, isModelGiven: false).run().result.answers
    let predictor = try Predictor(configuration, checkpoint: folder.path, isModelGiven: false)
    let samples = try Predictor.samples(of: small.folder.appending("data"), split: "valid")
    #expect(samples.count == answers.count)
    for (sample, answer) in zip(samples, answers) {
      let prediction = try predictor.predict(sample.image, task: sample.prefix)
      #expect(prediction.answer.ids == answer.ids)
      #expect(prediction.answer.text == answer.text)
      #expect(prediction.answer.isTruncated == answer.isTruncated)
    }
  }

  @Test func aTestSplitGoesFirst() throws {
    let small = try SmallRun(.init(train: 2, valid: 1, test: 2))
    let evaluation = try Evaluation(small.configuration, checkpoint: nil)
    #expect(evaluation.facts.contains("test: 2 samples"))
    #expect(try evaluation.run().result.answers.count == 2)
    let bare = try SmallRun(.init(train: 2, valid: 0, test: 0))
    #expect(throws: Faults.self) { try Evaluation(bare.configuration, checkpoint: nil) }
  }

  @Test func adaptersOfAnotherModelAreRefused() throws {
    let small = try SmallRun()
    let folder = try small.finished { $0.epochs = 1 }.folder
    let weights = folder.latest.appending("adapter_config.json")
    let text = String(decoding: FileManager.default.contents(atPath: weights.string) ?? Data(), as: UTF8.self)
    try AtomicFile.write(Array(text.replacing("\"r\" : 8", with: "\"r\" : 4").utf8), to: weights)
    let faults = try #require(faults { try evaluation(folder.latest) })
    #expect(faults.count > 1)
    #expect(faults.allSatisfy { $0.file?.hasPrefix(folder.latest.string) == true }, "\(faults)")
  }

  @Test func whatIsNoCheckpointSaysSo() throws {
    let small = try SmallRun()
    for path in [small.folder.path, small.folder.appending("nothing")] {
      let error = #expect(throws: Faults.self) { try Evaluation(small.configuration, checkpoint: path) }
      #expect(error?.diagnostics.first?.file == path.string)
    }
  }
}
