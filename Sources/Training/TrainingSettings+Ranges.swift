extension TrainingSettings {
  /// What `learningRate`, `maximumGradientNorm` and `weightDecay` may be.
  public static let magnitudes = 0...1e6
  /// What `warmupSteps` may be.
  public static let warmups = 0...1_000_000_000
  /// What `epochs` may be.
  public static let epochCounts = 1...1_000_000
  /// What `batchSize` and `gradientAccumulation` may be.
  public static let batchSizes = 1...65_536
  /// What `workers` may be.
  public static let workerCounts = 0...256
  /// What `earlyStoppingPatience` may be.
  public static let patiences = 0...1_000_000
}
