import Essentials
import Files
import FineTuning
import Foundation
import SystemPackage
import TestSupport
import Testing
import Training

/// A run that was stopped anywhere and taken up again leaves the files of one that was not, bit for bit.
@Suite(.serialized) struct ResumeTests {
  private static let stepsInAll = 6

  @Test func stoppingAfterAnyStepChangesNothing() throws {
    let small = try SmallRun()
    let whole = try small.finished { $0.threads = 1 }
    #expect(whole.outcome == .finished)
    #expect(whole.steps == Self.stepsInAll)
    let expected = try whole.folder.files()
    for stop in 0...Self.stepsInAll {
      var configuration = small.configuration
      configuration.threads = 1 + stop % 3
      configuration.workers = stop % 2
      let limit = StepLimit(stop)
      let stopped = try TrainingRun.start(configuration).run(stop: limit.token, onEvent: limit.count)
      #expect(stopped.outcome == .stopped)
      #expect(stopped.steps == stop)
      #expect(try stopped.folder.state().progress.step == stop)
      let report = try TrainingRun.resume(stopped.folder.path) { $0.threads = 3 - stop % 3 }.run()
      #expect(report.outcome == .finished)
      #expect(try whole.folder.state().differences(from: report.folder.state()) == [], "stopped after step \(stop)")
      let files = try report.folder.files()
      #expect(files.keys.sorted() == expected.keys.sorted())
      #expect(files.filter { expected[$0.key] != $0.value }.keys.sorted() == [], "stopped after step \(stop)")
    }
  }

  @Test func anAbortedStepIsDoneAgain() throws {
    let small = try SmallRun()
    let expected = try small.finished()
    let limit = StepLimit(2)
    let aborted = try TrainingRun.start(small.configuration).run(abort: limit.token, onEvent: limit.count)
    #expect(aborted.outcome == .aborted)
    let report = try TrainingRun.resume(aborted.folder.path).run()
    #expect(try expected.folder.state() == report.folder.state())
  }

  @Test(arguments: TrainingMethod.allCases) func everythingThatTrainsIsTakenUp(_ training: TrainingMethod) throws {
    let small = try SmallRun()
    func change(_ configuration: inout Configuration) {
      configuration.training = training
      configuration.bias = training == .lora ? .all : .none
      configuration.optimizer = .adam
      configuration.scheduler = .cosine
      configuration.warmupSteps = 2
      configuration.gradientAccumulation = 2
      configuration.maximumGradientNorm = 0.5
      configuration.loraInitialization = .random
      configuration.saveEvery = 1
    }
    let expected = try small.finished(change)
    var configuration = small.configuration
    change(&configuration)
    let limit = StepLimit(1)
    let stopped = try TrainingRun.start(configuration).run(stop: limit.token, onEvent: limit.count)
    let report = try TrainingRun.resume(stopped.folder.path).run()
    #expect(try expected.folder.state().differences(from: report.folder.state()) == [])
    let (mine, theirs) = (try report.folder.files(), try expected.folder.files())
    #expect(mine.filter { theirs[$0.key] != $0.value }.keys.sorted() == [])
  }

  /// What was taken out of the weights is taken out again.
  @Test(arguments: [AdapterInitialization.pissa, .pissaIterations(4), .olora])
  func decomposedWeightsAreTakenUp(_ initialization: AdapterInitialization) throws {
    let small = try SmallRun()
    let expected = try small.finished { $0.loraInitialization = initialization }
    var configuration = small.configuration
    configuration.loraInitialization = initialization
    configuration.threads = 1
    let limit = StepLimit(3)
    let stopped = try TrainingRun.start(configuration).run(stop: limit.token, onEvent: limit.count)
    let report = try TrainingRun.resume(stopped.folder.path) { $0.threads = 3 }.run()
    #expect(try expected.folder.state().differences(from: report.folder.state()) == [])
    let (mine, theirs) = (try report.folder.files(), try expected.folder.files())
    #expect(mine.filter { theirs[$0.key] != $0.value }.keys.sorted() == [])
    // The checkpoint is for the model as it was, with adapters of twice the rank.
    let checkpoint = expected.folder.latest
    var adopted = Configuration()
    try adopted.adopt(adaptersOf: checkpoint)
    #expect(adopted.loraRank == 2 * configuration.loraRank && adopted.loraInitialization == .kaiming)
  }

  @Test func whatAKilledWriterLeftIsRemovedOrMadeWhole() throws {
    let small = try SmallRun()
    let expected = try small.finished().folder.files()
    let limit = StepLimit(4)
    let folder = try TrainingRun.start(small.configuration).run(stop: limit.token, onEvent: limit.count).folder
    // Killed while the best checkpoint was made for the first time, with half a file under its temporary name.
    try FileManager.default.removeItem(atPath: folder.best.appending("preprocessor_config.json").string)
    try FileManager.default.removeItem(atPath: folder.best.appending("added_tokens.json").string)
    for part in [folder.best, folder.latest, folder.metrics] { try AtomicFile.write([1, 2], to: part.appending(".1x2y3z.tmp")) }
    let files = try TrainingRun.resume(folder.path).run().folder.files()
    #expect(files.keys.sorted() == expected.keys.sorted())
    #expect(files.filter { expected[$0.key] != $0.value }.keys.sorted() == [])
  }

  @Test func twoProgramsDoNotTrainInOneFolder() throws {
    let small = try SmallRun()
    let expected = try small.finished().folder.files()
    let run = try TrainingRun.start(small.configuration)
    var refused: [Diagnostic]?
    let report = try run.run { event in
      if case .step = event { refused = refused ?? faults { try TrainingRun.resume(run.folder.path) } }
    }
    #expect(refused?.map(\.message) == ["another program trains in this run's folder"])
    #expect(try report.folder.files() == expected)
    #expect(try TrainingRun.resume(report.folder.path).run().outcome == .finished)
  }

  @Test func moreEpochsGoOnAndAreRemembered() throws {
    let small = try SmallRun()
    let run = try small.finished()
    let report = try TrainingRun.resume(run.folder.path) { $0.epochs = 3 }.run()
    #expect(report.steps == 9)
    #expect(try Configuration(file: run.folder.configuration).epochs == 3)
    #expect(try report.folder.state().validationMetrics["loss"].map(\.epoch) == [1, 2, 3])
  }

  @Test func anotherDatasetIsRefusedByName() throws {
    let small = try SmallRun()
    let other = try SmallRun(.init(train: 7, valid: 3, test: 0))
    let folder = try small.finished { $0.epochs = 1 }.folder
    let before = try folder.files()
    let error = #expect(throws: Faults.self) {
      try TrainingRun.resume(folder.path) { $0.dataset = other.configuration.dataset }
    }
    let message = error?.diagnostics.map(\.message).joined() ?? ""
    #expect(message.contains(small.configuration.dataset ?? "-"))
    #expect(message.contains(other.configuration.dataset ?? "-"))
    #expect(try folder.files() == before)
    #expect(try Configuration(file: folder.configuration).dataset == small.configuration.dataset)
  }

  @Test func aMovedDatasetIsTheSame() throws {
    let small = try SmallRun()
    let folder = try small.finished { $0.epochs = 1 }.folder
    let moved = small.folder.appending("moved").string
    try FileManager.default.moveItem(atPath: small.configuration.dataset ?? "", toPath: moved)
    let report = try TrainingRun.resume(folder.path) {
      $0.dataset = moved
      $0.epochs = 2
    }.run()
    #expect(report.steps == 6)
  }

  /// Two full checkpoints of one architecture stand for two base models.
  @Test func anotherBaseModelIsRefusedByName() throws {
    let small = try SmallRun()
    func base(_ learningRate: Double) throws -> FilePath {
      try small.finished {
        $0.training = .full
        $0.epochs = 1
        $0.learningRate = learningRate
      }.folder.latest
    }
    let (one, other) = (try base(1e-3), try base(2e-3))
    let model = small.folder.appending("model").string
    try FileManager.default.copyItem(atPath: one.string, toPath: model)
    let folder = try small.finished {
      $0.modelID = model
      $0.epochs = 1
    }.folder
    try FileManager.default.removeItem(atPath: model)
    try FileManager.default.copyItem(atPath: other.string, toPath: model)
    let error = #expect(throws: Faults.self) { try TrainingRun.resume(folder.path) }
    let message = error?.diagnostics.map(\.message).joined() ?? ""
    #expect(message.contains("other weights"))
    #expect(message.components(separatedBy: model).count == 3, "\(message)")
  }

  @Test func aDamagedStateIsRefused() throws {
    let small = try SmallRun()
    let folder = try small.finished { $0.epochs = 1 }.folder
    let state = folder.latest.appending("state.safetensors")
    let bytes = Array(FileManager.default.contents(atPath: state.string) ?? Data())
    for count in [0, 7, 100, bytes.count / 2, bytes.count - 1] {
      try AtomicFile.write(Array(bytes[..<count]), to: state)
      let error = #expect(throws: Faults.self) { try TrainingRun.resume(folder.path) }
      #expect(error?.diagnostics.first?.file == state.string)
    }
    try FileManager.default.removeItem(atPath: state.string)
    let error = #expect(throws: Faults.self) { try TrainingRun.resume(folder.path) }
    #expect(error?.diagnostics.map(\.message) == ["the run has no saved state"])
  }
}
