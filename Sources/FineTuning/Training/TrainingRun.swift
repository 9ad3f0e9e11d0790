import Datasets
import Essentials
import Files
import SystemPackage
import Tensors
import Training

/// One training from its folder's making to its end: what `maestro florence2 train` does.
public final class TrainingRun {
  /// Where everything of it is.
  public let folder: RunFolder
  /// The training that it saves.
  package let training: TrainingSession
  /// Optimizer steps that the saved state has.
  public private(set) var savedStep = 0
  /// From taking the run up to the end of `run`.
  private var claim: RunClaim?
  private var lastSave = ContinuousClock.now
  private var stepsSinceSave = 0

  /// Without `save_every`, the state is saved when it is older than this.
  private static let saveInterval = Duration.seconds(300)

  private init(_ training: TrainingSession, folder: RunFolder, claim: consuming RunClaim? = nil) {
    self.folder = folder
    self.claim = claim
    self.training = training
    savedStep = training.progress.step
  }

  /// Its settings.
  public var configuration: Configuration { training.configuration }
  /// Facts worth telling before the first step.
  public var facts: [String] { training.facts }

  /// A new run in a new folder.
  ///
  /// - Parameters:
  ///   - configuration: the dataset, the model, and how the one learns from the other.
  ///   - source: a dataset of the program's own, in place of the one that the settings name.
  ///   - checkpoint: whose adapters are trained further, with their own settings but for the dropout; nil makes new ones. See
  ///     `Configuration.adopt`.
  ///   - stop: asked while the dataset is read.
  ///   - download: told of what is fetched, where the model comes from the hub.
  ///   - onProgress: samples of the dataset looked at so far.
  /// - Throws: every fault of the settings, the dataset or the model, before a folder is made; a folder that the disk does not take whole
  ///   is removed again.
  public static func start(
    _ configuration: Configuration, on source: (any SampleSource)? = nil, adaptersOf checkpoint: FilePath? = nil,
    stop: StopToken = .never, download: ModelDownload = .silent, onProgress: @escaping (_ samples: Int) -> Void = { _ in }
  ) throws -> TrainingRun {
    try configuration.check()
    configuration.takeThreads()
    let setup = try TrainingInputs(
      configuration, source: source, adaptersOf: checkpoint, decodesImages: true, stop: stop, download: download, onProgress: onProgress)
    return try start(TrainingSession(setup))
  }

  /// A folder for a training that is in memory already.
  package static func start(_ training: TrainingSession) throws -> TrainingRun {
    try RunFolder.make(in: FilePath(training.configuration.outputFolder)) { folder in
      let run = TrainingRun(training, folder: folder)
      try run.keepPresentBest()
      try run.save()
      return run
    }
  }

  /// A run that was interrupted, taken up where its last saved state left it.
  ///
  /// - Parameters:
  ///   - path: the run's folder.
  ///   - source: the program's own dataset, where the run was trained on one.
  ///   - stop: asked while the dataset is read.
  ///   - download: told of what is fetched, where the model comes from the hub.
  ///   - change: may change epochs, threads and where the dataset lies.
  /// - Throws: `Faults` when the folder has no state, when another program trains in it, or when dataset or base model are not the run's.
  public static func resume(
    _ path: FilePath, on source: (any SampleSource)? = nil, stop: StopToken = .never, download: ModelDownload = .silent,
    _ change: (inout Configuration) throws -> Void = { _ in }
  ) throws -> TrainingRun {
    let folder = try RunFolder(existing: path)
    let claim = try RunClaim(folder)
    var configuration = try Configuration(file: folder.configuration)
    try change(&configuration)
    try configuration.check()
    let stateFile = folder.latest.appending(CheckpointFolder.state)
    guard stateFile.isFile else {
      throw Faults(.data, "the run has no saved state", file: path.string, hint: "it ended before its first step; start anew")
    }
    let (state, extra) = try TrainingState.read(stateFile)
    configuration.takeThreads()
    let setup = try TrainingInputs(
      configuration, source: source, weights: state.constants, stop: stop, download: download)
    try RunIdentity(extra).check(against: setup.identity, file: stateFile)
    let run = TrainingRun(try TrainingSession(setup, state: state), folder: folder, claim: claim)
    for part in [folder.path, folder.latest, folder.best, folder.metrics] { AtomicFile.removeLeftovers(in: part) }
    if CheckpointFolder.isCheckpoint(folder.best) {
      // A run that was killed may have left it half made.
      try CheckpointFolder(path: folder.best).writeWhatStays(setup.fitted.opened)
    } else {
      try run.keepPresentBest()
    }
    try AtomicFile.write(configuration.json(), to: folder.configuration)
    return run
  }

  /// Trains to the end of the settings' epochs, and saves the state there or where it is stopped. What fails on the way leaves the state
  /// that was saved last.
  ///
  /// - Parameters:
  ///   - stop: the step under way is finished.
  ///   - abort: it is abandoned.
  ///   - onEvent: told of every step, every epoch and every saved state.
  public func run(stop: StopToken = .never, abort: StopToken = .never, onEvent: (RunEvent) -> Void = { _ in }) throws -> RunReport {
    if claim == nil { claim = try RunClaim(folder) }
    defer { claim = nil }
    let outcome = try training.run(.all, stop: stop, abort: abort) { event in
      switch event {
      case .step:
        onEvent(event)
        stepsSinceSave += 1
        if isSaveDue {
          try save()
          onEvent(.saved(path: folder.latest.string))
        }
      case .epoch(let report, _, _):
        if report.isBest { try training.write(to: folder.best, keepsSettings: false) }
        try save()
        onEvent(event)
      case .validation, .saved, .fact: onEvent(event)
      }
    }
    if outcome == .stopped || outcome == .aborted { try save() }
    return RunReport(outcome: outcome, folder: folder, steps: training.progress.step, best: training.best)
  }

  /// What was measured so far: each step's loss, and each epoch's end.
  public var metrics: (training: MetricHistory, validation: MetricHistory) { training.metrics }

  private var isSaveDue: Bool {
    configuration.saveEvery > 0
      ? stepsSinceSave >= configuration.saveEvery : ContinuousClock.now - lastSave >= Self.saveInterval
  }

  /// Where epochs have ended already and the folder has no checkpoint of the best of them, the present state takes its place.
  private func keepPresentBest() throws {
    guard training.progress.best != nil, training.forgetEarlierBest() else { return }
    try training.write(to: folder.best, keepsSettings: false)
  }

  /// Everything as it is now: the settings, the metrics, the checkpoint, and last the state, which alone counts for resuming.
  private func save() throws {
    try AtomicFile.write(configuration.json(), to: folder.configuration)
    let metrics = training.metrics
    try MetricFiles(folder: folder.metrics, metrics: configuration.measuredMetrics()).write(
      training: metrics.training, validation: metrics.validation)
    try training.write(to: folder.latest, keepsSettings: false)
    savedStep = training.progress.step
    training.markKept(in: folder.latest)
    lastSave = .now
    stepsSinceSave = 0
  }
}
