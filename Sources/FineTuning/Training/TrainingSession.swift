import Datasets
import Essentials
import Florence
import Foundation
import Scoring
import SystemPackage
import Tensors
import Training

/// A training in memory: a model, a dataset, and how far the one has learned from the other. It writes nothing by itself.
package final class TrainingSession {
  package let fitted: TrainableModel
  package let dataset: Dataset
  /// As `apply` left them.
  package private(set) var configuration: Configuration
  /// Facts worth telling before the first step.
  package let facts: [String]
  /// Those of them that are true of the dataset and the model, whatever is done with them.
  package let onceToldFacts: [String]
  let identity: RunIdentity
  /// What else a saved state keeps, for whoever trains; `SavedTraining.notes` has it back.
  package var notes: () -> [String: String] = { [:] }
  /// The step that each folder had last that was written for the user to keep.
  package var keptSteps: [FilePath: Int] = [:]
  private let trainer: Trainer<FlorenceObjective>
  private let features: ImageFeatures
  /// By what the epochs measured last were judged.
  private var criterion: BestCriterion

  /// A training at its beginning.
  ///
  /// - Throws: `TrainingError` when nothing is trainable.
  package convenience init(_ fitted: TrainableModel, _ dataset: Dataset, _ configuration: Configuration) throws {
    try self.init(TrainingInputs(fitted, dataset, configuration))
  }

  init(_ setup: TrainingInputs, state: TrainingState? = nil) throws {
    fitted = setup.fitted
    dataset = setup.dataset
    configuration = setup.configuration
    identity = setup.identity
    let opened = setup.fitted.opened
    features = ImageFeatures(opened, cache: try opened.featureCache(configuration))
    criterion = configuration.bestCriterion()
    let rules = AnswerRules(configuration, for: opened, on: dataset)
    facts =
      setup.facts + (features.cache.map { ["image features are kept in \($0.folder.path)"] } ?? [])
      + (configuration.bestByFact(isValidated: dataset.valid != nil).map { [$0] } ?? []) + rules.facts
      + opened.obstacleLines(in: dataset.splits, under: rules.settings)
    onceToldFacts = rules.facts
    let objective = FlorenceObjective(opened, split: dataset.train, features: features, groupsByImage: configuration.groupsByImage)
    trainer = try Trainer(
      objective, settings: configuration.trainingSettings, optimizer: configuration.optimizer, seed: UInt64(configuration.seed))
    if let state { try trainer.restore(state) }
    apply(configuration)
  }

  /// Takes over the settings that may change in mid-run; they hold from the next step on.
  package func apply(_ configuration: Configuration) {
    self.configuration = configuration
    trainer.settings = configuration.trainingSettings
    trainer.objective.countsPadding = configuration.countsPaddingInLoss
    trainer.objective.smoothing = configuration.smoothing(for: fitted.opened)
    trainer.objective.recomputation = configuration.recomputation(for: fitted.opened)
    fitted.adaptation?.dropout = configuration.loraDropout
    fitted.opened.setDropout(configuration.modelDropout)
    configuration.takeThreads()
  }

  /// Trains on from the present state.
  ///
  /// - Parameters:
  ///   - stop: the step under way is finished.
  ///   - abort: it is abandoned.
  ///   - onEvent: told of each step and each epoch, the state being that after it.
  /// - Throws: `TrainingError`, what reading samples throws, and what `onEvent` throws; the state is then that of the last finished step.
  package func run(
    _ limit: TrainingLimit, stop: StopToken = .never, abort: StopToken = .never, onEvent: (RunEvent) throws -> Void = { _ in }
  ) throws -> TrainingOutcome {
    var facts: [String] = []
    let epochs = configuration.epochs
    return try trainer.run(limit, stop: stop, abort: abort) { event in
      if let fact = features.cache?.takeFact() { try onEvent(.fact(fact)) }
      switch event {
      case .stepFinished(let report): try onEvent(.step(report, epochs: epochs))
      case .validationStarted: facts = []
      case .epochFinished(let report): try onEvent(.epoch(report, epochs: epochs, facts: facts))
      }
      return .go
    } validate: { stop in
      guard let valid = dataset.valid else { return [:] }
      let epoch = trainer.progress.epoch
      var fault: (any Error)?
      let result = try measure(valid, stop: stop) { done in
        do { try onEvent(.validation(epoch: epoch, done: done, of: valid.samples.count)) } catch { fault = error }
      }
      if let fault { throw fault }
      criterion = configuration.bestCriterion(result.scores)
      facts = result.facts
      if criterion != .loss, result.values[criterion.metric] == nil {
        facts.append(
          "\(Scores.fieldName(of: criterion.metric)), by which the best epoch is found, has no value: the loss decides among such epochs")
      }
      return EpochMeasurement(result.values, criterion: criterion)
    }
  }

  /// Loss and metrics of a split with the weights as they are.
  private func measure(_ split: DatasetSplit, stop: StopToken, onProgress: (Int) -> Void) throws -> EvaluationResult {
    try Evaluator(fitted.opened, configuration.measuringBestBy, generation: rules.settings).evaluate(
      split, features: features, stop: stop, onProgress: onProgress)
  }

  /// The best epoch so far, and the figure that says so; nil before the first has ended.
  package var best: BestEpoch? {
    trainer.best(by: dataset.valid == nil ? .loss : criterion).map { epoch, metric, value in
      BestEpoch(epoch: epoch, metric: Scores.fieldName(of: metric), value: value)
    }
  }

  /// From now on epochs are held against the present state: of a better one nobody has the weights.
  ///
  /// - Returns: whether the present state is that of an epoch's end, and so the best one.
  func forgetEarlierBest() -> Bool { trainer.forgetEarlierBest() }

  /// By which answers are generated, as the settings are now.
  private var rules: AnswerRules { AnswerRules(configuration, for: fitted.opened, on: dataset) }

  /// Where the training is.
  package var progress: TrainingProgress { trainer.progress }

  /// What was measured so far: each step's loss, and each epoch's end.
  package var metrics: (training: MetricHistory, validation: MetricHistory) { (trainer.trainingMetrics, trainer.validationMetrics) }

  /// What each step was made with: `lr` and `grad_norm`.
  package var stepMetrics: MetricHistory { trainer.stepMetrics }

  /// The whole training as a value, made without copying a number.
  package var state: TrainingState {
    var state = trainer.state
    state.constants = fitted.foreignWeights
    return state
  }

  /// Goes back or forth to a state of this training or of one like it.
  ///
  /// - Throws: `Faults` naming everything that does not fit; nothing is changed then.
  package func restore(_ state: TrainingState) throws {
    try trainer.restore(state)
    // What was saved after that is another future.
    keptSteps = keptSteps.filter { $0.value <= state.progress.step }
  }

  /// The present step is in a folder that the user keeps.
  package func markKept(in folder: FilePath) { keptSteps[folder] = progress.step }

  /// The last step that a folder of the user's has; nil when none has any.
  package var keptStep: Int? { keptSteps.values.max() }

  /// Writes a checkpoint: the adapters or the model, the processor's files, and last the state, which alone counts for going on.
  ///
  /// - Parameter keepsSettings: whether the state has the settings in it; a run folder has them in a file of its own.
  package func write(to folder: FilePath, keepsSettings: Bool = true) throws {
    try CheckpointFolder(path: folder).write(fitted, rules)
    var extra = identity.extra.merging(notes()) { own, _ in own }
    if keepsSettings { extra[SavedTraining.configurationKey] = String(decoding: configuration.json(), as: UTF8.self) }
    try state.write(to: folder.appending(CheckpointFolder.state), extra: extra)
  }
}

extension Configuration {
  /// So many threads work from now on.
  package func takeThreads() { Parallel.threads = threads ?? Processors.count }
}
