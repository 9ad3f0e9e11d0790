/// What leaves the loop while it runs.
public enum TrainingEvent: Sendable {
  /// An optimizer step is done.
  case stepFinished(StepReport)
  /// The samples of an epoch are all used; its measurement begins.
  case validationStarted(epoch: Int)
  /// An epoch has been measured and recorded, and the state is at the beginning of the next.
  case epochFinished(EpochReport)
}

/// What comes back to the loop after an event.
public enum Disposition: Sendable {
  /// The next step follows.
  case go
  /// The run ends here.
  case stop
}

/// One optimizer step.
public struct StepReport: Sendable, Hashable {
  /// From 1.
  public let epoch: Int
  /// From 1 within the epoch.
  public let stepInEpoch: Int
  /// Steps of the whole epoch, if the batch size stays.
  public let stepsInEpoch: Int
  /// Optimizer steps since the start.
  public let step: Int
  /// The mean over the step's tokens.
  public let loss: Double
  /// What the step was made with.
  public let learningRate: Double
  /// Before clipping.
  public let gradientNorm: Double
  /// Samples of the step.
  public let samples: Int
  /// Tokens that the loss is the mean of.
  public let tokens: Int
  /// Steps to the end of the run that made this one.
  public internal(set) var stepsLeft = 0
  /// Preparation of samples included, as far as the loop waited for it.
  public let seconds: Double

  /// Over the step's seconds.
  public var samplesPerSecond: Double { Double(samples) / max(seconds, 1e-9) }
}

/// One epoch.
public struct EpochReport: Sendable, Hashable {
  /// From 1.
  public let epoch: Int
  /// Optimizer steps in the epoch.
  public let steps: Int
  /// Optimizer steps since the start.
  public let step: Int
  /// The mean over the epoch's tokens.
  public let trainingLoss: Double
  /// What the objective measured.
  public let validation: [String: Double]
  /// Whether it is the best so far, by `EpochMeasurement.criterion`.
  public let isBest: Bool
}

/// How far a run goes.
public enum TrainingLimit: Sendable, Hashable {
  /// So many optimizer steps; an epoch that ends in them is measured.
  case steps(Int)
  /// To the end of so many epochs, the one under way included.
  case epochs(Int)
  /// To the end of the settings' epochs, or until early stopping.
  case all
}

/// Why a run ended.
public enum TrainingOutcome: Sendable, Hashable {
  /// The limit was reached.
  case finished
  /// No better epoch came within the settings' patience.
  case stoppedEarly
  /// A stop was asked for; the step under way was finished.
  case stopped
  /// The step under way was abandoned; the state is as before it.
  case aborted
}
