import Training

/// What a training run tells while it works.
public enum RunEvent: Sendable {
  /// An optimizer step is done.
  case step(StepReport, epochs: Int)
  /// A measurement has gone through some of its samples.
  case validation(epoch: Int, done: Int, of: Int)
  /// An epoch was measured and everything of it is on disk; `facts` say why metrics have no value.
  case epoch(EpochReport, epochs: Int, facts: [String])
  /// The state is on disk, and resuming would go on from here.
  case saved(path: String)
  /// What a person should know of how the run goes.
  case fact(String)
}

/// How a run ended.
public struct RunReport: Sendable {
  /// Why it ended.
  public let outcome: TrainingOutcome
  /// Where everything of it is.
  public let folder: RunFolder
  /// Optimizer steps since the start.
  public let steps: Int
  /// Nil before the first epoch has ended.
  public let bestEpoch: Int?
}
