/// Everything a user can set, with the names and defaults of Roboflow's trainer for what it has too. `Setting.all` gives each one its
/// spelling in files and on the command line, its range and its meaning.
public struct Configuration: Sendable, Equatable {
  /// The dataset's folder: `train`, and optionally `valid` and `test`, each with images and `annotations.jsonl`.
  public var dataset: String?
  public var modelID = "microsoft/Florence-2-base-ft"
  public var revision = "refs/pr/20"
  public var device = "auto"
  public var cacheFolder: String?
  public var epochs = 10
  public var optimizer = "adamw"
  public var learningRate = 1e-5
  public var scheduler = "linear"
  public var batchSize = 4
  public var validationBatchSize: Int?
  public var workers = 0
  public var validationWorkers: Int?
  public var loraRank = 8
  public var loraAlpha = 8.0
  public var loraDropout = 0.05
  public var bias = "none"
  public var usesRSLoRA = true
  public var loraInitialization = "gaussian"
  public var outputFolder = "./training/florence-2"
  public var metrics: [String] = []

  public var seed = 42
  public var maximumGradientNorm = 0.0
  public var warmupSteps = 0
  public var gradientAccumulation = 1
  public var weightDecay: Double?
  public var freezesVision = false
  public var earlyStoppingPatience = 0
  public var countsPaddingInLoss = false
  public var maximumNewTokens: Int?
  public var beams = 3
  public var noRepeatNGramSize = 3
  public var imageSize: Int?
  public var threads: Int?
  public var targetModules = ["q_proj", "o_proj", "k_proj", "v_proj", "linear", "Conv2d", "lm_head", "fc2"]
  public var training = "lora"
  public var shuffles = true
  public var modelDropout: Double?
  public var saveEvery = 0
  public var precision = "float32"
  public var checkpointing = "auto"

  public init() {}

  /// The settings a Swift program sets most often; the rest are properties.
  public init(
    dataset: String, epochs: Int = 10, batchSize: Int = 4, learningRate: Double = 1e-5, metrics: [String] = []
  ) {
    self.dataset = dataset
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRate = learningRate
    self.metrics = metrics
  }
}
