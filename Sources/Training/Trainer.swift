import Essentials
import Layers
import Tensors

/// The one training loop: it goes through an objective's samples, changes its parameters and keeps the state of that.
///
/// Equal states, settings and samples give equal bits, wherever the training was stopped, saved and taken up again.
public final class Trainer<Work: Objective> {
  /// What is trained.
  public let objective: Work
  /// A change counts from the next `run` on.
  public var settings: TrainingSettings
  /// Where the training is.
  public internal(set) var progress: TrainingProgress
  /// The loss of each step.
  public internal(set) var trainingMetrics = MetricHistory()
  /// What each step was made with: its learning rate `lr`, and the norm `grad_norm` of its gradient before clipping.
  public internal(set) var stepMetrics = MetricHistory()
  /// What each epoch's end measured.
  public internal(set) var validationMetrics = MetricHistory()

  let names: [String]
  let parameters: [Parameter]
  private let groups: [[Int]]?
  var optimizer: Optimizer

  /// A training at its beginning.
  ///
  /// - Parameter seed: decides the order of samples and every dropout.
  /// - Throws: `TrainingError` when there are no samples, or nothing is trainable.
  public init(_ objective: Work, settings: TrainingSettings, optimizer: OptimizerKind, seed: UInt64) throws {
    let trainable = objective.trainableParameters
    guard !trainable.isEmpty else { throw TrainingError.noParameters }
    guard objective.sampleCount > 0 else { throw TrainingError.noSamples }
    precondition(Set(trainable.map { ObjectIdentifier($0.parameter) }).count == trainable.count, "a parameter is trained twice")
    precondition(Set(trainable.map(\.name)).count == trainable.count, "two parameters have one name")
    groups = objective.sampleGroups
    precondition(groups?.joined().sorted().elementsEqual(0..<objective.sampleCount) ?? true, "a sample is in no group, or in two")
    self.objective = objective
    self.settings = settings
    names = trainable.map(\.name)
    parameters = trainable.map(\.parameter)
    self.optimizer = Optimizer(optimizer, parameters: parameters)
    progress = TrainingProgress(optimizer: optimizer, seed: seed, sampleCount: objective.sampleCount)
  }

  /// Goes on from the present state.
  ///
  /// - Parameters:
  ///   - stop: asked between steps and by validation; the step under way is finished.
  ///   - abort: asked all the time; the step under way is abandoned and the state stays as before it.
  ///   - onEvent: may read the trainer and must not change it.
  ///   - validate: measures the model after an epoch, and says by what of it the epoch is judged; where there is no "loss" among it, the mean
  ///     loss of the training is the loss. It throws `Stopped` when its token asks for the end, and is then asked again before the next step.
  /// - Throws: `TrainingError`, what the objective throws, and what `onEvent` and `validate` throw; the state is that of the last finished
  ///   step.
  public func run(
    _ limit: TrainingLimit, stop: StopToken = .never, abort: StopToken = .never,
    onEvent: (TrainingEvent) throws -> Disposition = { _ in .go },
    validate: (_ stop: StopToken) throws -> EpochMeasurement = { _ in [:] }
  ) throws -> TrainingOutcome {
    let settings = self.settings
    guard settings.faults.isEmpty else { throw TrainingError.settings(settings.faults) }
    let end = RunEnd(limit, from: progress, settings)
    let either = StopToken { stop.isStopped || abort.isStopped }
    var feed: SampleFeed<Work.Prepared>?
    defer {
      feed?.close()
      for parameter in parameters { parameter.gradient = nil }
    }
    do {
      while true {
        if progress.isEpochOver {
          try either.check()
          feed?.close()
          feed = nil
          if try onEvent(.validationStarted(epoch: progress.epoch)) == .stop { return .stopped }
          let report = closeEpoch(measuring: try validate(either))
          if try onEvent(.epochFinished(report)) == .stop { return .stopped }
        }
        if let outcome = end.outcome(at: progress) { return outcome }
        try either.check()
        var samples = feed ?? makeFeed(settings, steps: end.steps(left: progress))
        feed = samples
        var report = try step(settings, &samples, abort)
        report.stepsLeft = end.stepsLeft(from: progress, settings)
        feed = samples
        if try onEvent(.stepFinished(report)) == .stop { return .stopped }
      }
    } catch is Stopped {
      return abort.isStopped ? .aborted : .stopped
    }
  }

  private func makeFeed(_ settings: TrainingSettings, steps: Int?) -> SampleFeed<Work.Prepared> {
    let order =
      groups.map { SampleOrder.indices(of: $0, seed: progress.seed, epoch: progress.epoch, isShuffled: shuffles(settings)) }
      ?? SampleOrder.indices(
        count: progress.sampleCount, seed: progress.seed, epoch: progress.epoch, isShuffled: shuffles(settings))
    let left = order[progress.position...]
    let wanted = steps.map { $0.multipliedReportingOverflow(by: settings.samplesPerStep) }
    let count = wanted.map { $0.overflow ? left.count : $0.partialValue } ?? left.count
    return SampleFeed(
      Array(left.prefix(count)), workers: settings.workers, capacity: settings.workers * settings.batchSize, objective.preparation)
  }

  /// Whether the epoch under way is in random order: decided at its beginning.
  func shuffles(_ settings: TrainingSettings) -> Bool { progress.position == 0 ? settings.shuffles : progress.isShuffled }

  private func closeEpoch(measuring measured: EpochMeasurement) -> EpochReport {
    let (epoch, steps) = (progress.epoch, progress.stepInEpoch)
    let trainingLoss = progress.meanLoss ?? .nan
    for (metric, value) in measured.values { validationMetrics.append(value, of: metric, epoch: epoch, step: 1) }
    let loss = measured.values["loss"] ?? trainingLoss
    let isBest = isBest(measured, loss: loss)
    progress.closeEpoch(loss: loss, isBest: isBest)
    return EpochReport(
      epoch: epoch, steps: steps, step: progress.step, trainingLoss: trainingLoss, validation: measured.values, isBest: isBest)
  }
}

/// Where a run ends.
private struct RunEnd {
  private let step: Int?
  private let epoch: Int?
  private let patience: Int

  init(_ limit: TrainingLimit, from progress: TrainingProgress, _ settings: TrainingSettings) {
    func sum(_ a: Int, _ b: Int) -> Int { a.addingReportingOverflow(b).overflow ? .max : a + b }
    switch limit {
    case .steps(let count): (step, epoch, patience) = (sum(progress.step, max(0, count)), nil, 0)
    case .epochs(let count): (step, epoch, patience) = (nil, sum(progress.epoch, max(0, count) - 1), 0)
    case .all: (step, epoch, patience) = (nil, settings.epochs, settings.earlyStoppingPatience)
    }
  }

  func outcome(at progress: TrainingProgress) -> TrainingOutcome? {
    if let step, progress.step >= step { return .finished }
    if let epoch, progress.epoch > epoch { return .finished }
    return patience > 0 && progress.epochsWithoutImprovement >= patience ? .stoppedEarly : nil
  }

  /// About how many steps are to come, if the batch size stays.
  func stepsLeft(from progress: TrainingProgress, _ settings: TrainingSettings) -> Int {
    if let step { return max(0, step - progress.step) }
    func steps(_ samples: Int) -> Int { (samples + settings.samplesPerStep - 1) / settings.samplesPerStep }
    let (whole, overflow) = steps(progress.sampleCount).multipliedReportingOverflow(by: max(0, (epoch ?? progress.epoch) - progress.epoch))
    return steps(progress.sampleCount - progress.position) + (overflow ? 0 : whole)
  }

  /// Nil when only epochs bound the run.
  func steps(left progress: TrainingProgress) -> Int? { step.map { $0 - progress.step } }
}
