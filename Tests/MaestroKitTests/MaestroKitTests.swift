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
}
