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
    func require<Value>(_ name: String, _ value: Value, in range: ClosedRange<Value>) {
      require(range.contains(value), "\(name) is \(value), it must be between \(range.lowerBound) and \(range.upperBound)")
    }
    require("lr", learningRate, in: Self.magnitudes)
    require(
      schedule != .polynomial || !(learningRate <= LearningRateSchedule.polynomialEnd),
      "lr is \(learningRate), the polynomial schedule ends at \(LearningRateSchedule.polynomialEnd) and must begin above that")
    require("warmup_steps", warmupSteps, in: Self.warmups)
    require("epochs", epochs, in: Self.epochCounts)
    require("batch_size", batchSize, in: Self.batchSizes)
    require("gradient_accumulation", gradientAccumulation, in: Self.batchSizes)
    require("max_grad_norm", maximumGradientNorm, in: Self.magnitudes)
    require("weight_decay", weightDecay, in: Self.magnitudes)
    require("num_workers", workers, in: Self.workerCounts)
    require("early_stopping_patience", earlyStoppingPatience, in: Self.patiences)
    return faults
  }
}
