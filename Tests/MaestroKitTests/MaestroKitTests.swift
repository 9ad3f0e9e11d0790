import Foundation
import MaestroKit
import SystemPackage
import Testing

/// The library as a program uses it: one import.
@Suite struct MaestroKitTests {
  /// A metric of the program's own.
  private struct AnswerLength: Metric {
    let name = "answer_length"
    let keys = ["answer_length"]

    func compute(_ answers: [ScoredAnswer]) -> Scores {
      if answers.isEmpty { return .nothing(reason: "there is no sample") }
      return .values(["answer_length": Double(answers.reduce(0) { $0 + $1.prediction.count }) / Double(answers.count)])
    }
  }

  @Test func trainsAndEvaluates() throws {
    let folder = FilePath(NSTemporaryDirectory()).appending("maestrokit-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(atPath: folder.string) }
    try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
    let data = folder.appending("shapes")
    try SyntheticDataset(style: ShapeScenes(), counts: .init(train: 6, valid: 2, test: 2), seed: 1).write(to: data)

    var configuration = Configuration(
      dataset: data.string, epochs: 1, batchSize: 3, learningRate: 1e-3, metrics: [WordErrorRate(), AnswerLength()])
    configuration.modelID = "tiny"
    configuration.outputFolder = folder.appending("runs").string
    configuration.maximumNewTokens = 8
    var steps = 0
    let report = try train(configuration) { if case .step = $0 { steps += 1 } }
    #expect(report.outcome == .finished)
    #expect(report.steps == 2)
    #expect(steps == 2)

    let result = try evaluate(configuration, checkpoint: report.folder.path.string)
    #expect(Set(result.values.keys) == ["loss", "wer", "answer_length"])
    #expect(result.answers.count == 2)
  }
  /// A dataset of the program's own: every second sample of a drawn one.
  private struct EverySecond: SampleSource {
    let name = "every second"
    let drawn: Dataset

    func samples(of split: DatasetSplit.Name) -> [Sample] {
      (drawn[split]?.samples ?? []).filter { $0.line % 2 == 0 }
        .map { Sample(image: $0.image.string, prefix: $0.prefix, suffix: $0.suffix) }
    }
  }

  /// Trained, stopped and resumed on it, and measured, to the numbers of the same samples in a folder.
  @Test func ownDatasetsGiveTheNumbersOfAFolder() throws {
    let folder = FilePath(NSTemporaryDirectory()).appending("maestrokit-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(atPath: folder.string) }
    let data = folder.appending("shapes")
    try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
    try SyntheticDataset(style: ShapeScenes(), counts: .init(train: 8, valid: 4, test: 4), seed: 1).write(to: data)
    let source = EverySecond(drawn: try Dataset(data))
    for name in ["train", "valid", "test"] {
      let annotations = data.appending("\(name)/annotations.jsonl").string
      let lines = try String(contentsOfFile: annotations, encoding: .utf8).split(separator: "\n")
      let kept = lines.enumerated().filter { $0.offset % 2 == 1 }.map { $0.element + "\n" }
      try kept.joined().write(toFile: annotations, atomically: true, encoding: .utf8)
    }
    var configuration = Configuration(epochs: 2, batchSize: 2, learningRate: 1e-3, metrics: [WordErrorRate(), AnswerLength()])
    (configuration.modelID, configuration.maximumNewTokens, configuration.imageSize) = ("tiny", 8, 64)
    configuration.outputFolder = folder.appending("runs").string
    #expect(throws: Faults.self) { try train(configuration) }

    var inFolder = configuration
    inFolder.dataset = data.string
    let expected = try evaluate(inFolder, checkpoint: train(inFolder).folder.path.string)
    let steps = Counter()
    let stopped = try train(configuration, on: source, stop: StopToken { steps.count >= 3 }) { if case .step = $0 { steps.count += 1 } }
    #expect(stopped.outcome == .stopped && stopped.steps == 3)
    let run = stopped.folder.path.string
    let report = try resume(run, on: source, change: { $0.ownMetrics = [AnswerLength()] })
    #expect(report.outcome == .finished && report.steps == 4)
    let measured = try evaluate(configuration, on: source, checkpoint: run)
    #expect(measured.values == expected.values)
    #expect(measured.answers.map(\.ids) == expected.answers.map(\.ids))
    #expect(measured.values["answer_length"] != nil)
    // A folder with other samples is not what the run was trained on.
    let other = #expect(throws: Faults.self) { try resume(run, change: { $0.dataset = data.string }) }
    #expect(other?.description.contains("the run was trained on every second") == true)
  }

  /// Written and read on one thread.
  private final class Counter: @unchecked Sendable { var count = 0 }

  @Test func predictsAndExports() throws {
    let folder = FilePath(NSTemporaryDirectory()).appending("maestrokit-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(atPath: folder.string) }
    let data = folder.appending("shapes")
    try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
    try SyntheticDataset(style: ShapeScenes(), counts: .init(train: 4, valid: 1, test: 0), seed: 1).write(to: data)
    var configuration = Configuration(dataset: data.string, epochs: 2, batchSize: 2, learningRate: 1e-2)
    (configuration.modelID, configuration.maximumNewTokens, configuration.imageSize) = ("tiny", 8, 64)
    configuration.outputFolder = folder.appending("runs").string
    let run = try train(configuration).folder.path.string
    let image = data.appending("train/0000.png").string
    let adapted = try predict(image, task: "<OD>", with: configuration, checkpoint: run)
    let merged = folder.appending("merged").string
    try export(configuration, checkpoint: run, to: merged)
    configuration.modelID = merged
    #expect(try predict(image, task: "<OD>", with: configuration).answer.ids == adapted.answer.ids)
    #expect(throws: Faults.self) { try export(configuration, to: merged) }
  }
}
