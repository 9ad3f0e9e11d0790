import Datasets
import Essentials
import Florence
import Layers
import LoRA
import SystemPackage
import Tensors
import Training

/// One training from its folder's making to its end: what `maestro florence2 train` does.
public final class TrainingRun {
  /// Where everything of it is.
  public let folder: RunFolder
  /// Its settings.
  public let configuration: Configuration
  /// Facts worth telling before the first step.
  public let facts: [String]
  private let opened: OpenedModel
  private let adaptation: LowRankAdaptation?
  private let trainer: Trainer<FlorenceObjective>
  private let identity: RunState
  private let validation: Validation?
  private var lastSave = ContinuousClock.now
  private var stepsSinceSave = 0

  /// Without `save_every`, the state is saved when it is older than this.
  private static let saveInterval = Duration.seconds(300)

  private init(_ setup: TrainingSetup, folder: RunFolder, configuration: Configuration, state: TrainingState?) throws {
    self.folder = folder
    self.configuration = configuration
    opened = setup.opened
    adaptation = setup.adaptation
    identity = setup.identity
    facts = setup.facts
    let cacheFolder = configuration.freezesVision ? folder.path : nil
    let objective = FlorenceObjective(
      opened, split: setup.dataset.train, features: try ImageFeatures(opened, cacheFolder: cacheFolder))
    objective.countsPadding = configuration.countsPaddingInLoss
    objective.recomputes = configuration.recomputesActivations(for: opened)
    trainer = try Trainer(
      objective, settings: configuration.trainingSettings, optimizer: configuration.optimizerKind, seed: UInt64(configuration.seed))
    validation = try setup.dataset.valid.map { split in
      try Validation(split, setup.evaluator(), features: ImageFeatures(setup.opened, cacheFolder: cacheFolder))
    }
    if let state { try trainer.restore(state) }
  }

  /// A new run in a new folder.
  ///
  /// - Throws: every fault of the settings, the dataset or the model, before a folder is made.
  public static func start(_ configuration: Configuration) throws -> TrainingRun {
    let setup = try TrainingSetup(configuration)
    let folder = try RunFolder.make(in: FilePath(configuration.outputFolder))
    try AtomicFile.write(configuration.json(), to: folder.configuration)
    let run = try TrainingRun(setup, folder: folder, configuration: configuration, state: nil)
    try run.save()
    return run
  }

  /// A run that was interrupted, taken up where its last saved state left it.
  ///
  /// - Parameters:
  ///   - path: the run's folder.
  ///   - change: may change epochs, threads and where the dataset lies.
  /// - Throws: `Faults` when the folder has no state, or when dataset or base model are not the run's.
  public static func resume(_ path: FilePath, _ change: (inout Configuration) throws -> Void = { _ in }) throws -> TrainingRun {
    let folder = try RunFolder(existing: path)
    var configuration = try Configuration(file: folder.configuration)
    try change(&configuration)
    let stateFile = folder.latest.appending(CheckpointFolder.state)
    guard isFile(stateFile) else {
      throw Faults(.data, "the run has no saved state", file: path.string, hint: "it ended before its first step; start anew")
    }
    let (state, extra) = try TrainingState.read(stateFile)
    let setup = try TrainingSetup(configuration)
    try RunState(extra).check(against: setup.identity, file: stateFile)
    let run = try TrainingRun(setup, folder: folder, configuration: configuration, state: state)
    try AtomicFile.write(configuration.json(), to: folder.configuration)
    return run
  }

  /// Trains to the end of the settings' epochs. Whatever ends it, the state is saved.
  ///
  /// - Parameters:
  ///   - stop: the step under way is finished.
  ///   - drop: it is abandoned.
  public func run(stop: StopToken = .never, drop: StopToken = .never, onEvent: (RunEvent) -> Void = { _ in }) throws -> RunReport {
    let outcome = try withoutActuallyEscaping(onEvent) { onEvent in
      trainer.objective.validation = { [validation, trainer] stop in
        guard let validation else { return [:] }
        let epoch = trainer.progress.epoch
        return try validation.measure(stop: stop) { onEvent(.validation(epoch: epoch, done: $0, of: validation.count)) }
      }
      defer { trainer.objective.validation = nil }
      return try train(stop: stop, drop: drop, onEvent)
    }
    if outcome == .stopped || outcome == .dropped { try save() }
    return RunReport(outcome: outcome, folder: folder, steps: trainer.progress.step, bestEpoch: trainer.progress.best?.epoch)
  }

  private func train(stop: StopToken, drop: StopToken, _ onEvent: (RunEvent) -> Void) throws -> TrainingOutcome {
    let epochs = configuration.epochs
    return try trainer.run(.all, stop: stop, drop: drop) { event in
      switch event {
      case .stepFinished(let report):
        onEvent(.step(report, epochs: epochs))
        stepsSinceSave += 1
        if isSaveDue {
          try save()
          onEvent(.saved(path: folder.latest.string))
        }
      case .validationStarted: break
      case .epochFinished(let report):
        if report.isBest { try CheckpointFolder(path: folder.best).write(opened, adaptation) }
        try save()
        onEvent(.epoch(report, epochs: epochs, remarks: validation?.remarks ?? []))
      }
      return .go
    }
  }

  private var isSaveDue: Bool {
    configuration.saveEvery > 0
      ? stepsSinceSave >= configuration.saveEvery : ContinuousClock.now - lastSave >= Self.saveInterval
  }

  /// Everything as it is now: the checkpoint, the metrics, and last the state, which alone counts for resuming.
  private func save() throws {
    try CheckpointFolder(path: folder.latest).write(opened, adaptation)
    try MetricFiles(folder: folder.metrics).write(training: trainer.trainingMetrics, validation: trainer.validationMetrics)
    try trainer.state.write(to: folder.latest.appending(CheckpointFolder.state), extra: identity.extra)
    lastSave = .now
    stepsSinceSave = 0
  }
}
