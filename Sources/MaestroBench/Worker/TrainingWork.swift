import FineTuning
import Florence
import Images
import Layers
import Training

/// Optimizer steps of the product's own trainer on samples that are decoded and encoded already.
final class TrainingWork: Work {
  private let fitted: FittedModel
  private let trainer: Trainer<ReadyObjective>
  private let machine: [String: String]

  /// - Parameters:
  ///   - configuration: the product's settings; one batch is an epoch, so that features kept from the first serve all others.
  ///   - answer: tokens of each label.
  init(_ opened: OpenedModel, _ configuration: Configuration, answer: Int, facts: [String: String]) throws {
    var configuration = configuration
    configuration.epochs = 1_000_000
    machine = facts
    fitted = try FittedModel(opened, &configuration)
    let text = opened.model.configuration.text
    let samples = (0..<configuration.batchSize).map { index in
      EncodedSample(
        index: index, pixels: RandomInputs.pixels(sample: index, extent: opened.imageExtent),
        imageSize: ImageSize(width: opened.imageExtent, height: opened.imageExtent),
        prompt: RandomInputs.prompt(sample: index, of: text), label: RandomInputs.label(sample: index, count: answer, of: text))
    }
    let objective = ReadyObjective(
      opened, samples, features: try ImageFeatures(opened, areKept: configuration.freezesVision),
      recomputes: configuration.recomputesActivations(for: opened))
    trainer = try Trainer(
      objective, settings: configuration.trainingSettings, optimizer: configuration.optimizerKind, seed: UInt64(configuration.seed))
    // The first epoch makes the features that are kept.
    if configuration.freezesVision { _ = try trainer.run(.steps(1)) }
  }

  var facts: [String: String] {
    machine.merging([
      "trainable": "\(fitted.adaptation?.counts.trainable ?? 0)", "recomputes": "\(trainer.objective.recomputes)",
    ]) { $1 }
  }

  func run() throws -> Double { try seconds { _ = try trainer.run(.steps(1)) } }
}

/// Fine-tuning of Florence-2 on samples that are there.
private final class ReadyObjective: Objective {
  let trainableParameters: [(name: String, parameter: Parameter)]
  let recomputes: Bool
  private let opened: OpenedModel
  private let samples: [EncodedSample]
  private let features: ImageFeatures

  init(_ opened: OpenedModel, _ samples: [EncodedSample], features: ImageFeatures, recomputes: Bool) {
    self.opened = opened
    self.samples = samples
    self.features = features
    self.recomputes = recomputes
    trainableParameters = opened.model.uniqueParameters.filter(\.parameter.isTrainable)
  }

  var sampleCount: Int { samples.count }

  var preparation: @Sendable (Int) throws -> EncodedSample { { [samples] index in samples[index] } }

  func loss(of batch: [EncodedSample], _ pass: Pass) throws -> BatchLoss {
    pass.recomputes = recomputes
    let (sum, tokens) = try opened.model.loss(
      features: features.features(of: batch, pass), prompts: opened.prompts(batch), labels: opened.labels(batch), pass)
    return BatchLoss(sum: sum, tokens: tokens)
  }
}
