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
  /// Optimizer steps that the saved state has.
  public private(set) var savedStep = 0
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
    savedStep = trainer.progress.step
  }

  /// A new run in a new folder.
  ///
  /// - Parameters:
  ///   - checkpoint: whose adapters are trained further, with their own settings but for the dropout; nil makes new ones. See
  ///     `Configuration.adopt`.
  ///   - stop: asked while the dataset is read.
  ///   - onProgress: samples of the dataset looked at so far.
  /// - Throws: every fault of the settings, the dataset or the model, before a folder is made; a folder that the disk does not take whole
  ///   is removed again.
  public static func start(
    _ configuration: Configuration, adaptersOf checkpoint: FilePath? = nil, stop: StopToken = .never,
    onProgress: @escaping (_ samples: Int) -> Void = { _ in }
  ) throws -> TrainingRun {
    let setup = try TrainingSetup(configuration, adaptersOf: checkpoint, decodesImages: true, stop: stop, onProgress: onProgress)
    let configuration = setup.configuration
    return try RunFolder.make(in: FilePath(configuration.outputFolder)) { folder in
      try AtomicFile.write(configuration.json(), to: folder.configuration)
      let run = try TrainingRun(setup, folder: folder, configuration: configuration, state: nil)
      try run.save()
      return run
    }
  }

  /// A run that was interrupted, taken up where its last saved state left it.
  ///
  /// - Parameters:
  ///   - path: the run's folder.
  ///   - stop: asked while the dataset is read.
  ///   - change: may change epochs, threads and where the dataset lies.
  /// - Throws: `Faults` when the folder has no state, or when dataset or base model are not the run's.
  public static func resume(
    _ path: FilePath, stop: StopToken = .never, _ change: (inout Configuration) throws -> Void = { _ in }
  ) throws -> TrainingRun {
    let folder = try RunFolder(existing: path)
    var configuration = try Configuration(file: folder.configuration)
    try change(&configuration)
    let stateFile = folder.latest.appending(CheckpointFolder.state)
    guard isFile(stateFile) else {
      throw Faults(.data, "the run has no saved state", file: path.string, hint: "it ended before its first step; start anew")
    }
    let (state, extra) = try TrainingState.read(stateFile)
    let setup = try TrainingSetup(configuration, stop: stop)
    try RunState(extra).check(against: setup.identity, file: stateFile)
    let run = try TrainingRun(setup, folder: folder, configuration: configuration, state: state)
    for part in [folder.path, folder.latest, folder.best, folder.metrics] { AtomicFile.removeLeftovers(in: part) }
    try AtomicFile.write(configuration.json(), to: folder.configuration)
    return run
  }

  /// Trains to the end of the settings' epochs, and saves the state there or where it is stopped. What fails on the way leaves the state
  /// that was saved last.
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
        if report.isBest { try write(folder.best) }
        try save()
        onEvent(.epoch(report, epochs: epochs, remarks: validation?.remarks ?? []))
      }
      return .go
    }
  }

  /// What was measured so far: each step's loss, and each epoch's end.
  public var metrics: (training: MetricHistory, validation: MetricHistory) { (trainer.trainingMetrics, trainer.validationMetrics) }

  private var isSaveDue: Bool {
    configuration.saveEvery > 0
      ? stepsSinceSave >= configuration.saveEvery : ContinuousClock.now - lastSave >= Self.saveInterval
  }

  /// Everything as it is now: the checkpoint, the metrics, and last the state, which alone counts for resuming.
  private func save() throws {
    try MetricFiles(folder: folder.metrics).write(training: trainer.trainingMetrics, validation: trainer.validationMetrics)
    try write(folder.latest)
    savedStep = trainer.progress.step
    lastSave = .now
    stepsSinceSave = 0
  }

  private func write(_ checkpoint: FilePath) throws {
    try CheckpointFolder(path: checkpoint).write(opened, adaptation)
    try trainer.state.write(to: checkpoint.appending(CheckpointFolder.state), extra: identity.extra)
  }
}
