import Foundation
import MaestroKit
import SystemPackage
import Testing

/// The library as a program uses it: one import.
@Suite struct MaestroKitTests {
  /// A metric of the program's own.
  private struct AnswerLength: Metric {
    let name = "answer_length"
    func describe() -> [String] { ["answer_length"] }

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

  /// What cannot be written is no setting, and what can and is out of range is told before anything is made.
  @Test func settingsAreTypedAndChecked() {
    var configuration = Configuration(dataset: "cards", epochs: 0, learningRate: .nan)
    (configuration.optimizer, configuration.scheduler, configuration.training) = (.adamW, .cosine, .lora)
    (configuration.targetModules, configuration.bias, configuration.loraInitialization) = (.allLinear, .loraOnly, .pissaIterations(4))
    (configuration.checkpointing, configuration.detectionScore, configuration.datasetFormat) = (.on, .constant, .coco)
    let (ranks, kind): (ModulePatterns<Int>, OptimizerKind) = (["fc2": 16], configuration.optimizer)
    configuration.rankPattern = ranks
    #expect(kind == .adamW)
    let works: [(Configuration) throws -> Void] = [
      { _ = try train($0) }, { _ = try evaluate($0) }, { _ = try predict("a.png", task: "<OD>", with: $0) },
      { try export($0, to: "merged") },
    ]
    for work in works {
      let error = #expect(throws: Faults.self) { try work(configuration) }
      #expect(error?.diagnostics.count == 2)
    }
  }

  /// A dataset of the program's own: every second sample of a drawn one.
  private struct EverySecond: SampleSource {
    let name = "every second"
    let drawn: Dataset

    func samples(of split: DatasetSplit.Name) -> [Sample] {
      (drawn[split]?.samples ?? []).filter { $0.line % 2 == 0 }
        .map { Sample(image: $0.image, prefix: $0.prefix, suffix: $0.suffix) }
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

  /// Samples of a drawn dataset with their pictures taken into memory.
  private struct InMemory: SampleSource {
    let name = "memory"
    private let splits: [DatasetSplit.Name: [Sample]]

    init(_ drawn: Dataset, _ image: (String) throws -> ImageSource) throws {
      splits = try drawn.splits.reduce(into: [:]) { splits, split in
        splits[split.name] = try split.samples.map { sample in
          try Sample(image: image(sample.image.name), prefix: sample.prefix, suffix: sample.suffix)
        }
      }
    }

    func samples(of split: DatasetSplit.Name) -> [Sample] { splits[split] ?? [] }
  }

  /// Encoded or decoded, with and without the vision tower trained: to the numbers of the same pictures in files.
  @Test func picturesThatAreNowhereOnDisk() throws {
    let folder = FilePath(NSTemporaryDirectory()).appending("maestrokit-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(atPath: folder.string) }
    try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
    let data = folder.appending("shapes")
    try SyntheticDataset(style: ShapeScenes(), counts: .init(train: 4, valid: 2, test: 2), seed: 1).write(to: data)
    var configuration = Configuration(epochs: 1, batchSize: 2, learningRate: 1e-2, metrics: [WordErrorRate()])
    (configuration.modelID, configuration.maximumNewTokens, configuration.imageSize) = ("tiny", 8, 64)
    (configuration.outputFolder, configuration.cacheFolder) = (folder.appending("runs").string, folder.appending("cache").string)

    struct Numbers: Equatable {
      var losses: [Double] = []
      var values: [String: Double] = [:]
      var ids: [[Int32]] = []
      var predicted: [Int32] = []
    }
    func numbers(_ configuration: Configuration, _ source: (any SampleSource)?, asking image: ImageSource) throws -> Numbers {
      var numbers = Numbers()
      let report = try train(configuration, on: source) { if case .step(let step, _) = $0 { numbers.losses.append(step.loss) } }
      let run = report.folder.path.string
      let result = try evaluate(configuration, on: source, checkpoint: run)
      (numbers.values, numbers.ids) = (result.values, result.answers.map(\.ids))
      let prediction = try predict(on: image, task: "<OD>", with: configuration, checkpoint: run)
      #expect(prediction.image == image && prediction.text.hasPrefix(image.name + ": "))
      numbers.predicted = prediction.answer.ids
      return numbers
    }

    let drawn = try Dataset(data)
    let first = data.appending("test/0000.png").string
    func bytes(_ file: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: file))) }
    let sources: [(InMemory, ImageSource)] = try [
      (InMemory(drawn) { .encoded(try bytes($0)) }, .encoded(bytes(first), name: "one")),
      (InMemory(drawn) { .pixels(try Image(contentsOf: FilePath($0)), name: $0) }, .pixels(Image(contentsOf: FilePath(first)))),
    ]
    var inFiles: [Numbers] = []
    for isFrozen in [false, true] {
      configuration.freezesVision = isFrozen
      var ofFolder = configuration
      ofFolder.dataset = data.string
      inFiles.append(try numbers(ofFolder, nil, asking: .file(FilePath(first))))
    }
    #expect(inFiles.allSatisfy { $0.losses.count == 2 && $0.values["wer"] != nil && $0.ids.count == 2 })
    try FileManager.default.removeItem(atPath: data.string)
    for (source, image) in sources {
      for (isFrozen, expected) in zip([false, true], inFiles) {
        configuration.freezesVision = isFrozen
        #expect(try numbers(configuration, source, asking: image) == expected)
      }
    }
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
