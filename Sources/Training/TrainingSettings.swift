import Essentials

/// What a training run may change between two steps.
public struct TrainingSettings: Sendable, Hashable, Codable {
  /// Before the schedule.
  public var learningRate: Double = 1e-5
  /// How the learning rate changes.
  public var schedule: LearningRateSchedule = .linear
  /// Updates in which the learning rate rises from zero.
  public var warmupSteps = 0
  /// Epochs of the whole training, for the schedule and for `TrainingLimit.all`.
  public var epochs = 10
  /// Samples a batch.
  public var batchSize = 4
  /// Batches an optimizer step.
  public var gradientAccumulation = 1
  /// Gradients are scaled down to this norm; 0 leaves them alone.
  public var maximumGradientNorm = 0.0
  /// Decoupled for AdamW; for the others added to the gradient.
  public var weightDecay = 0.0
  /// Whether samples come in a random order, from the next epoch on.
  public var shuffles = true
  /// Threads that prepare the next samples in the background; 0 prepares them in the loop.
  public var workers = 0
  /// Epochs without a better one after which `TrainingLimit.all` ends; 0 never ends early.
  public var earlyStoppingPatience = 0

  /// The defaults of Roboflow's trainer, but for the weight decay, which depends on the optimizer.
  public init() {}

  /// Samples an optimizer step.
  var samplesPerStep: Int { batchSize * gradientAccumulation }

  /// Every setting that is out of its range, in words.
  public var faults: [Diagnostic] {
    var faults: [Diagnostic] = []
    func require(_ holds: Bool, _ message: String) {
      if !holds { faults.append(Diagnostic(.value, message)) }
    }
    func require(_ name: String, _ value: Int, in range: ClosedRange<Int>) {
      require(range.contains(value), "\(name) is \(value), it must be between \(range.lowerBound) and \(range.upperBound)")
    }
    require(learningRate.isFinite && learningRate >= 0, "lr is \(learningRate), it must be 0 or more")
    require(
      schedule != .polynomial || !(learningRate <= LearningRateSchedule.polynomialEnd),
      "lr is \(learningRate), the polynomial schedule ends at \(LearningRateSchedule.polynomialEnd) and must begin above that")
    require("warmup_steps", warmupSteps, in: 0...1_000_000_000)
    require("epochs", epochs, in: 1...1_000_000)
    require("batch_size", batchSize, in: 1...65_536)
    require("gradient_accumulation", gradientAccumulation, in: 1...65_536)
    require(
      maximumGradientNorm.isFinite && maximumGradientNorm >= 0, "max_grad_norm is \(maximumGradientNorm), it must be 0 (off) or more")
    require(weightDecay.isFinite && weightDecay >= 0, "weight_decay is \(weightDecay), it must be 0 or more")
    require("num_workers", workers, in: 0...1_024)
    require("early_stopping_patience", earlyStoppingPatience, in: 0...1_000_000)
    return faults
  }
}
