import Essentials
import Files
import FineTuning
import Foundation
import SystemPackage
import TestSupport
import Testing
import Training

@Suite(.serialized) struct RunFolderTests {
  private static let processor = [
    "added_tokens.json", "generation_config.json", "merges.txt", "preprocessor_config.json", "special_tokens_map.json", "tokenizer.json",
    "tokenizer_config.json",
    "vocab.json",
  ]

  @Test func numbersAreOneMoreThanTheHighest() throws {
    let small = try SmallRun()
    func number() throws -> String? { try TrainingRun.start(small.configuration).folder.path.lastComponent?.string }
    #expect(try number() == "1")
    #expect(try number() == "2")
    for name in ["0007", "-40", "x", "12a", "9223372036854775807", "9223372036854775806"] {
      try FileManager.default.createDirectory(
        atPath: small.folder.appending("runs/\(name)").string, withIntermediateDirectories: true)
    }
    #expect(try number() == "8")
    try FileManager.default.removeItem(atPath: small.folder.appending("runs/2").string)
    try AtomicFile.write([], to: small.folder.appending("runs/9"))
    #expect(try number() == "10")
  }

  @Test func everythingIsThereAfterEachEpoch() throws {
    let small = try SmallRun()
    var epochs = 0
    let run = try TrainingRun.start(small.configuration)
    let checkpoint = ["adapter_config.json", "adapter_model.safetensors", "state.safetensors"] + Self.processor
    let expected =
      ["checkpoints/best", "checkpoints/latest"].flatMap { folder in checkpoint.map { "\(folder)/\($0)" } }
      + ["loss_plot.png", "training.json", "validation.json", "wer_plot.png"].map { "metrics/\($0)" }
    _ = try run.run { event in
      guard case .epoch(let report, _, _) = event else { return }
      epochs += 1
      let files = (try? run.folder.files()) ?? [:]
      #expect(files.keys.sorted() == expected.sorted())
      for (name, bytes) in files where name.hasSuffix(".png") {
        #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), "\(name)")
        #expect(bytes.count > 1000, "\(name)")
      }
      let progress = try? run.folder.state().progress
      #expect(progress?.step == report.step)
      #expect(progress?.epoch == report.epoch + 1)
    }
    #expect(epochs == 2)
  }

  @Test func metricFilesHaveTheTrainersForm() throws {
    struct Entry: Decodable, Equatable {
      let epoch: Int
      let step: Int
      let value: Double
    }
    let small = try SmallRun()
    var losses: [Double] = []
    var measured: [[String: Double]] = []
    let report = try small.finished(onEvent: { event in
      if case .step(let report, _) = event { losses.append(report.loss) }
      if case .epoch(let report, _, _) = event { measured.append(report.validation) }
    })
    let files = try report.folder.files()
    func metrics(_ name: String) throws -> [String: [Entry]] {
      try JSONDecoder().decode([String: [Entry]].self, from: Data(files["metrics/\(name).json"] ?? []))
    }
    let steps = [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3)]
    #expect(
      try metrics("training") == ["loss": zip(steps, losses).map { Entry(epoch: $0.0, step: $0.1, value: $1) }])
    var expected: [String: [Entry]] = [:]
    for (epoch, values) in measured.enumerated() {
      for (name, value) in values { expected[name, default: []].append(Entry(epoch: epoch + 1, step: 1, value: value)) }
    }
    #expect(expected.keys.sorted() == ["loss", "wer"])
    #expect(try metrics("validation") == expected)
  }

  @Test func withoutValidTheTrainingLossDecides() throws {
    let small = try SmallRun(.init(train: 6, valid: 0, test: 0))
    let report = try small.finished()
    let state = try report.folder.state()
    #expect(state.progress.best?.epoch == report.bestEpoch)
    let means = Dictionary(grouping: state.trainingMetrics["loss"], by: \.epoch).mapValues { $0.map(\.value) }
    #expect(means.count == 2)
    #expect(state.validationMetrics.metrics == [])
    #expect(try report.folder.files()["metrics/validation.json"] == Array("{}".utf8))
  }

  @Test func earlyStoppingEndsTheRunForGood() throws {
    let small = try SmallRun()
    let report = try small.finished {
      $0.epochs = 9
      $0.learningRate = 0
      $0.earlyStoppingPatience = 2
    }
    #expect(report.outcome == .stoppedEarly)
    #expect(report.steps == 9)
    #expect(report.bestEpoch == 1)
    #expect(try TrainingRun.resume(report.folder.path).run().outcome == .stoppedEarly)
  }

  @Test func faultsComeBeforeAnyFolder() throws {
    let small = try SmallRun()
    let changes: [(inout Configuration) -> Void] = [
      { $0.dataset = nil }, { $0.dataset = "/nowhere" }, { $0.modelID = "/nowhere" }, { $0.targetModules = .names(["nothing"]) },
      { $0.imageSize = 4096 },
    ]
    for change in changes {
      #expect(throws: (any Error).self) { try small.finished(change) }
      #expect(!FileManager.default.fileExists(atPath: small.configuration.outputFolder))
    }
  }

  @Test func aTruncatedPictureIsFoundBeforeAnyFolderAndWithItsLine() throws {
    let small = try SmallRun()
    let picture = small.folder.appending("data/train/0004.png")
    let bytes = try small.folder.bytes("data/train/0004.png")
    try AtomicFile.write(Array(bytes[..<(bytes.count / 2)]), to: picture)
    let faults = try #require(faults { try TrainingRun.start(small.configuration) })
    #expect(faults.map(\.line) == [5])
    #expect(faults.map { $0.file?.hasSuffix("train/annotations.jsonl") } == [true])
    #expect(!FileManager.default.fileExists(atPath: small.configuration.outputFolder))
  }

  @Test func aFolderThatCannotBeMadeIsNamed() throws {
    let small = try SmallRun()
    try AtomicFile.write([], to: small.folder.appending("file"))
    let error = #expect(throws: Faults.self) {
      try small.finished { $0.outputFolder = small.folder.appending("file/runs").string }
    }
    #expect(error?.diagnostics.first?.file == small.folder.appending("file").string)
  }
}
