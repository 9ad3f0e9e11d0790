import Essentials
import FineTuning
import Foundation
import Scoring
import Synchronization
import SystemPackage
import TestSupport
import Testing
import Training

/// Which epoch's checkpoint is kept, and why.
@Suite(.serialized) struct BestByTests {
  /// Counts its epochs, up to the third and down again.
  private struct Hill: Metric {
    var isHigherBetter = true
    var describes = true
    let name = "hill"
    private static let heights = [0.1, 0.3, 0.5, 0.4, 0.2]
    private let calls = Counter()

    func describe() -> [String] { describes ? ["height"] : [] }
    func compute(_ answers: [ScoredAnswer]) -> Scores { ["height": Self.heights[calls.next() % Self.heights.count]] }
  }

  private final class Counter: Sendable {
    private let count = Mutex(0)
    func next() -> Int {
      count.withLock { value in
        defer { value += 1 }; return value
      }
    }
  }

  private func run(_ metrics: [any Metric], _ bestBy: BestBy = .auto, epochs: Int = 5, change: (inout Configuration) -> Void = { _ in })
    throws -> (report: RunReport, small: SmallRun)
  {
    let small = try SmallRun()
    let report = try small.finished {
      ($0.epochs, $0.ownMetrics, $0.bestBy, $0.metrics) = (epochs, metrics, bestBy, [])
      change(&$0)
    }
    return (report, small)
  }

  @Test func theFirstMetricDecides() throws {
    let (report, small) = try run([Hill()])
    #expect(report.best?.epoch == 3 && report.best?.metric == "height" && report.best?.value == 0.5)
    #expect(report.best?.description == "epoch 3, height 0.5")
    // The folder lives as long as the run does.
    let best = try withExtendedLifetime(small) { try TrainingState.read(report.folder.best.appending("state.safetensors")).state }
    #expect(best.progress.epoch == 4, "the state of the end of epoch 3")
    #expect(try run([Hill(isHigherBetter: false)]).report.bestEpoch == 1)
    #expect(try run([Hill(describes: false)]).report.bestEpoch == 3)
  }

  @Test func theLossDecidesWhereItIsAskedForOrAlone() throws {
    let (report, small) = try run([Hill()], .loss)
    let losses = try withExtendedLifetime(small) { try report.folder.state().validationMetrics["loss"].map(\.value) }
    let lowest = try #require(losses.indices.min { losses[$0] < losses[$1] }) + 1
    #expect(report.best?.metric == "loss" && report.bestEpoch == lowest)
    #expect(try run([]).report.best?.metric == "loss")
  }

  @Test func aNamedValueDecides() throws {
    #expect(try run([WordErrorRate(), Hill()], .value("height")).report.bestEpoch == 3)
    #expect(try run([WordErrorRate(), Hill()], .value("hill")).report.bestEpoch == 3)
    // What is not among the metrics is measured for it.
    let (report, small) = try run([], .value("wer"), epochs: 2)
    let rates = try withExtendedLifetime(small) { try report.folder.state().validationMetrics["wer"].map(\.value) }
    #expect(rates.count == 2 && report.best?.metric == "wer" && report.best?.value == rates.min())
  }

  @Test func patienceGoesByIt() throws {
    let (report, _) = try run([Hill()]) { $0.earlyStoppingPatience = 1 }
    #expect(report.outcome == .stoppedEarly && report.bestEpoch == 3 && report.steps == 4 * 3)
  }

  @Test func aResumedRunKeepsIt() throws {
    let small = try SmallRun()
    var configuration = small.configuration
    (configuration.epochs, configuration.metrics, configuration.bestBy) = (2, [], .value("wer"))
    let report = try TrainingRun.start(configuration).run()
    let resumed = try TrainingRun.resume(report.folder.path) { $0.epochs = 3 }
    #expect(resumed.configuration.bestBy == .value("wer"))
    let end = try resumed.run()
    let rates = try end.folder.state().validationMetrics["wer"].map(\.value)
    let lowest = try #require(rates.indices.min { rates[$0] < rates[$1] }) + 1
    #expect(rates.count == 3 && end.best?.metric == "wer" && end.bestEpoch == lowest)
  }

  @Test func whatWasNotMeasuredIsSaid() throws {
    // A metric without a value in any epoch: the loss decides among them, and each epoch says so.
    struct Nothing: Metric {
      func describe() -> [String] { ["nothing"] }
      func compute(_ answers: [ScoredAnswer]) -> Scores { .nothing(reason: "there is nothing") }
    }
    let small = try SmallRun()
    var facts: [[String]] = []
    let report = try small.finished {
      ($0.ownMetrics, $0.metrics) = ([Nothing()], [])
    } onEvent: {
      if case .epoch(_, _, let told) = $0 { facts.append(told) }
    }
    #expect(report.best?.metric == "loss")
    #expect(
      facts.count == 2 && facts.allSatisfy { $0.contains { $0.hasPrefix("nothing, by which the best epoch is found, has no value") } })
    // Without a split to validate on.
    let alone = try SmallRun(.init(train: 6, valid: 0, test: 0))
    #expect(try TrainingRun.start(alone.configuration).facts.contains { $0.contains("no valid split") })
  }

  @Test func anUnknownNameIsAFaultButInAFile() throws {
    var configuration = Configuration()
    let error = #expect(throws: Faults.self) { try configuration.apply([("best_by", .text("map5"))]) }
    #expect(error?.diagnostics.map(\.hint) == ["did you mean `map50`?"])
    try configuration.apply([("best_by", .text("map50:95"))])
    #expect(configuration.bestBy == .value("map50_95"))
    configuration.bestBy = .value("height")
    #expect(throws: Faults.self) { try configuration.check() }
    // A program's own metrics are in no file; it gives them again.
    var read = try Configuration(json: configuration.json(), file: "configuration.json")
    #expect(read.bestBy == .value("height"))
    read.ownMetrics = [Hill()]
    try read.check()
  }

  @Test func filesHaveNoColonInTheirNames() throws {
    struct Colon: Metric {
      func describe() -> [String] { ["a:b/c"] }
      func compute(_ answers: [ScoredAnswer]) -> Scores { ["a:b/c": 1] }
    }
    let (report, small) = try run([Colon(), MeanAveragePrecision()], epochs: 1)
    // The folder lives as long as the run does.
    defer { withExtendedLifetime(small) {} }
    let names = try FileManager.default.contentsOfDirectory(atPath: report.folder.metrics.string)
    #expect(names.contains("a_b_c_plot.png") && names.contains("map50_95_plot.png") && !names.contains { $0.contains(":") })
    let validation = String(decoding: try report.folder.files()["metrics/validation.json"] ?? [], as: UTF8.self)
    #expect(validation.contains("\"map50:95\"") && validation.contains("\"a:b/c\""))
  }
}
