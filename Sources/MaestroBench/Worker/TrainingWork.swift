import FineTuning
import Florence
import Images
import Layers
import Tensors
import Training

/// Optimizer steps of the product's own trainer on samples that are decoded and encoded already.
final class TrainingWork: Work {
  private let fitted: TrainableModel
  private let trainer: Trainer<ReadyObjective>
  private let machine: [String: String]

  /// - Parameters:
  ///   - configuration: the product's settings; one batch is an epoch, so that features kept from the first serve all others.
  ///   - answer: tokens of each label.
  init(_ opened: LoadedModel, _ configuration: Configuration, answer: Int, facts: [String: String]) throws {
    var configuration = configuration
    configuration.epochs = 1_000_000
    machine = facts
    fitted = try TrainableModel(opened, &configuration)
    let text = opened.model.configuration.text
    let samples = (0..<configuration.batchSize).map { index in
      EncodedSample(
        index: index, image: .file(""), imageHash: nil, pixels: RandomInputs.pixels(sample: index, extent: opened.imageExtent),
        imageSize: ImageSize(width: opened.imageExtent, height: opened.imageExtent),
        prompt: RandomInputs.prompt(sample: index, of: text), label: RandomInputs.label(sample: index, count: answer, of: text))
    }
    let objective = ReadyObjective(
      opened, samples, keepsFeatures: configuration.freezesVision,
      recomputation: configuration.recomputation(for: opened))
    trainer = try Trainer(
      objective, settings: configuration.trainingSettings, optimizer: configuration.optimizer, seed: UInt64(configuration.seed))
    // The first epoch makes the features that are kept.
    if configuration.freezesVision { _ = try trainer.run(.steps(1)) }
  }

  var facts: [String: String] {
    machine.merging([
      "trainable": "\(fitted.adaptation?.counts.trainable ?? 0)", "recomputes": "\(trainer.objective.recomputation)",
    ]) { $1 }
  }

  func run() throws -> Double { try seconds { _ = try trainer.run(.steps(1)) } }
}

/// Fine-tuning of Florence-2 on samples that are there.
private final class ReadyObjective: Objective {
  let trainableParameters: [(name: String, parameter: Parameter)]
  let recomputation: ForwardPass.Recomputation
  private let opened: LoadedModel
  private let samples: [EncodedSample]
  private let features: ImageFeatures
  /// The batch's features, when a frozen tower made them in the first epoch.
  private var kept: Tensor?
  private let keepsFeatures: Bool

  init(_ opened: LoadedModel, _ samples: [EncodedSample], keepsFeatures: Bool, recomputation: ForwardPass.Recomputation) {
    self.opened = opened
    self.samples = samples
    self.keepsFeatures = keepsFeatures
    features = ImageFeatures(opened, cache: nil)
    self.recomputation = recomputation
    trainableParameters = opened.model.uniqueParameters.filter(\.parameter.isTrainable)
  }

  var sampleCount: Int { samples.count }

  private func features(of batch: [EncodedSample], _ pass: ForwardPass) throws -> Tensor {
    guard keepsFeatures else { return try features.features(of: batch, pass) }
    let known = try kept ?? features.features(of: batch, ForwardPass())
    kept = known
    return known
  }

  var preparation: @Sendable (Int) throws -> EncodedSample { { [samples] index in samples[index] } }

  func loss(of batch: [EncodedSample], _ pass: ForwardPass) throws -> BatchLoss {
    pass.recomputation = recomputation
    let (sum, tokens) = try opened.model.loss(
      features: features(of: batch, pass), prompts: opened.prompts(batch), labels: opened.labels(batch), pass)
    return BatchLoss(sum: sum, tokens: tokens)
  }
}
