import Essentials
import Presentation
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
  /// The epoch whose checkpoint is kept as the best; nil before one has ended.
  public let best: BestEpoch?

  /// Its number; nil before an epoch has ended.
  public var bestEpoch: Int? { best?.epoch }
}

/// The best epoch of a training, and why it is.
public struct BestEpoch: Sendable, Hashable {
  /// From 1.
  public let epoch: Int
  /// What it was found by: `map50_95`, or `loss`.
  public let metric: String
  /// What that was then.
  public let value: Double
}

extension BestEpoch: CustomStringConvertible {
  /// `epoch 8, map50_95 0.41`.
  public var description: String { "epoch \(epoch), \(metric) \(figureText(value))" }
}
