/// How far a training is: everything of its state that is no tensor and no history.
public struct TrainingProgress: Sendable, Hashable, Codable {
  /// The best epoch.
  public struct Best: Sendable, Hashable, Codable {
    /// From 1.
    public var epoch: Int
    /// The validation's, or without one the training's mean.
    public var loss: Double
  }

  /// Which optimizer the moments belong to.
  public let optimizer: OptimizerKind
  /// Decides the order of samples and every dropout.
  public let seed: UInt64
  /// Samples an epoch.
  public let sampleCount: Int

  /// The epoch under way, from 1.
  public internal(set) var epoch = 1
  /// Samples of the epoch that have been used; all of them while its validation is still to come.
  public internal(set) var position = 0
  /// Whether the order of the epoch under way is random.
  public internal(set) var isShuffled = true
  /// Optimizer steps in the epoch under way.
  public internal(set) var stepInEpoch = 0
  /// Optimizer steps since the start.
  public internal(set) var step = 0
  /// The losses of the epoch so far, summed over tokens.
  public internal(set) var lossSum = 0.0
  /// Tokens of the epoch so far.
  public internal(set) var tokens = 0
  /// Nil before the first epoch has ended.
  public internal(set) var best: Best?
  /// Epochs since the best one.
  public internal(set) var epochsWithoutImprovement = 0

  init(optimizer: OptimizerKind, seed: UInt64, sampleCount: Int) {
    self.optimizer = optimizer
    self.seed = seed
    self.sampleCount = sampleCount
  }

  /// The mean loss a token of the epoch so far; nil before its first step.
  public var meanLoss: Double? { tokens > 0 ? lossSum / Double(tokens) : nil }

  /// Whether every sample of the epoch has been used, so that its validation comes next.
  var isEpochOver: Bool { position >= sampleCount }

  /// The multiplier's `total`: the steps done and those left under `settings`, to the end of its epochs or at least of the one under way.
  func totalSteps(under settings: TrainingSettings) -> Int {
    func steps(_ samples: Int) -> Int { (samples + settings.samplesPerStep - 1) / settings.samplesPerStep }
    return step + steps(sampleCount - position) + max(0, settings.epochs - epoch) * steps(sampleCount)
  }

  /// Ends the epoch under way, whose loss was `loss`.
  mutating func closeEpoch(loss: Double, isBest: Bool) {
    // Files have no word for what is no number, and any number is better.
    if isBest { best = Best(epoch: epoch, loss: loss.isFinite ? loss : .greatestFiniteMagnitude) }
    epochsWithoutImprovement = isBest ? 0 : epochsWithoutImprovement + 1
    epoch += 1
    (position, stepInEpoch, lossSum, tokens) = (0, 0, 0, 0)
  }

  /// What no training can have left behind, in words; of a file that was damaged or made by hand.
  var faults: [String] {
    var faults: [String] = []
    func require(_ name: String, _ value: Int, in range: ClosedRange<Int>) {
      if !range.contains(value) { faults.append("\(name) is \(value), it must be between \(range.lowerBound) and \(range.upperBound)") }
    }
    let limit = Int(UInt32.max)
    require("sampleCount", sampleCount, in: 1...limit)
    require("epoch", epoch, in: 1...limit)
    require("position", position, in: 0...max(0, sampleCount))
    require("step", step, in: 0...limit)
    require("stepInEpoch", stepInEpoch, in: 0...max(0, step))
    require("tokens", tokens, in: 0...(1 << 53))
    require("epochsWithoutImprovement", epochsWithoutImprovement, in: 0...limit)
    return faults
  }
}
