import Datasets
import LoRA
import Scoring
import Training

/// Everything a user can set, with the names and defaults of Roboflow's trainer for what it has too. `Setting.all` has a row for each
/// property: its spelling in files and on the command line, its range and its meaning.
public struct Configuration: Sendable {
  /// The dataset's folder: `train`, and optionally `valid` and `test`, each with images and `annotations.jsonl`; or in another format.
  public var dataset: String?
  /// The layout of the dataset's folder; nil: found out from what is in it.
  public var datasetFormat: DatasetFormat?
  /// How a dataset without splits is shared; nil: 80/10/10.
  public var datasetSplit: SplitShares?
  /// Another seed shares it otherwise.
  public var datasetSeed = 42
  /// What happens to samples at fault.
  public var datasetPolicy = DatasetOptions.Policy.strict
  /// A checkpoint: a Hugging Face folder, `OWNER/NAME` on the hub, `nano` or `tiny`.
  public var modelID = "microsoft/Florence-2-base-ft"
  /// Of a model that comes from the hub.
  public var revision = "refs/pr/20"
  /// What computes.
  public var device = Device.auto
  /// Where image features are kept, and models from the hub; nil: where the user's caches are.
  public var cacheFolder: String?
  /// Passes over the training split.
  public var epochs = 10
  /// How gradients change the weights.
  public var optimizer = OptimizerKind.adamW
  /// The learning rate at its highest, before the schedule lowers it.
  public var learningRate = 1e-5
  /// How the learning rate falls over the run.
  public var scheduler = LearningRateSchedule.linear
  /// Samples a forward pass.
  public var batchSize = 4
  /// Samples a validation pass; nil: `batchSize`.
  public var validationBatchSize: Int?
  /// Threads that decode the next batch in the background.
  public var workers = 0
  /// Threads that decode the next validation batch; nil: `workers`.
  public var validationWorkers: Int?
  /// Rows of A and columns of B.
  public var loraRank = 8
  /// Adapters are scaled by alpha / r, or alpha / √r.
  public var loraAlpha = 8.0
  /// Ranks that some modules have in place of `loraRank`; the first pattern that means a module counts.
  public var rankPattern: ModulePatterns<Int> = [:]
  /// Alphas that some modules have in place of `loraAlpha`.
  public var alphaPattern: ModulePatterns<Double> = [:]
  /// The probability, from 0 to below 1, by which each number of the adapters' input is left out.
  public var loraDropout = 0.05
  /// Which biases train beside the adapters.
  public var bias = LoRAConfiguration.Bias.none
  /// Whether the scaling is alpha / √r.
  public var usesRSLoRA = true
  /// Whether the rows of each adapted weight have trained lengths of their own (DoRA).
  public var usesDoRA = false
  /// How adapters begin.
  public var loraInitialization = AdapterInitialization.gaussian
  /// Bits that the initialization `loftq` rounds weights to: 4 or 8.
  public var loftqBits = 4
  /// Rounds of the initialization `loftq`.
  public var loftqIterations = 1
  /// Where run folders are made.
  public var outputFolder = "./training/florence-2"
  /// How detections are ranked.
  public var detectionScore = DetectionScore.probability
  /// Metrics that validation computes beside the loss, by their names in `MetricCatalog`.
  public var metrics: [String] = []
  /// What decides which epoch is the best, for the checkpoint that is kept and for early stopping.
  public var bestBy = BestBy.auto

  /// Decides initialisation, order and dropout.
  public var seed = 42
  /// Longer gradients are shortened to this; 0: never.
  public var maximumGradientNorm = 0.0
  /// Optimizer steps over which the learning rate rises from 0.
  public var warmupSteps = 0
  /// Batches an optimizer step.
  public var gradientAccumulation = 1
  /// How strongly weights are pulled towards 0; nil: 0.01 for AdamW, 0 otherwise.
  public var weightDecay: Double?
  /// Whether the vision tower and the projector stay as they are, their features computed once and kept on disk.
  public var freezesVision = false
  /// Epochs without a better one, by `bestBy`, before training ends; 0: off.
  public var earlyStoppingPatience = 0
  /// Whether padding counts as answer, as in the original trainer.
  public var countsPaddingInLoss = false
  /// How widely a location's label is shared with its neighbours in training: a standard deviation in bins; 0: not at all.
  public var locationSmoothing = 0.0
  /// The most tokens of a generated answer; nil: twice those of the longest training answer and 16, or those of the longest of all; without
  /// a dataset the checkpoint's.
  public var maximumNewTokens: Int?
  /// Sequences that beam search follows; 1: greedy search; nil: the checkpoint's, else 3.
  public var beams: Int?
  /// Token runs of this length never repeat in an answer; 0: off; nil: the checkpoint's, else 3, but 0 where answers of the dataset need it.
  public var noRepeatNGramSize: Int?
  /// Tokens that an answer has already are made less likely by this factor; 1: off; nil: the checkpoint's, else 1.
  public var repetitionPenalty: Double?
  /// Beam search divides an answer's score by its length to this power; nil: the checkpoint's, else 1.
  public var lengthPenalty: Double?
  /// Pixels a side; nil: what the checkpoint says.
  public var imageSize: Int?
  /// Whether grey pictures of 16 bits are stretched to all of the grey there is; what is above 255 is white otherwise.
  public var stretchesGrey = false
  /// Threads that compute, on which no number depends; nil: all cores that the process may use.
  public var threads: Int?
  /// Where adapters go.
  public var targetModules = AdapterTargets.standard
  /// What is trained: adapters, or every weight.
  public var training = TrainingMethod.lora
  /// Whether each epoch has its own order of samples.
  public var shuffles = true
  /// Whether samples of one picture come one after the other, and a batch looks at it once.
  public var groupsByImage = false
  /// A probability for every dropout and drop path of the model; nil: the checkpoint's own.
  public var modelDropout: Double?
  /// Optimizer steps between saved states; 0: at every epoch's end and every five minutes.
  public var saveEvery = 0
  /// In which numbers it computes.
  public var precision = TrainingPrecision.float32
  /// Which activations are computed again in the backward.
  public var checkpointing = ActivationCheckpointing.auto

  /// The defaults.
  public init() {}

  /// Metrics of a program's own, or with settings of its own; each stands in for one of `metrics` of its name. Files know their names alone.
  public var ownMetrics: [any Metric] = []

  /// The settings a Swift program sets most often; the rest are properties.
  public init(
    dataset: String? = nil, epochs: Int = 10, batchSize: Int = 4, learningRate: Double = 1e-5, metrics: [any Metric] = []
  ) {
    self.dataset = dataset
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRate = learningRate
    let known = Set(MetricCatalog.all.map(\.name))
    self.metrics = metrics.map(\.name).filter(known.contains)
    ownMetrics = metrics.filter { !MetricCatalog.contains($0) }
  }
}

extension Configuration: Equatable {
  /// Whether all settings are the same; a program's own metrics are no settings.
  public static func == (one: Configuration, other: Configuration) -> Bool {
    Setting.all.allSatisfy { $0.value(in: one) == $0.value(in: other) }
  }
}
