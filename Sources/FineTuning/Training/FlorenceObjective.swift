import Datasets
import Essentials
import Florence
import Layers
import Tensors
import Training

/// Fine-tuning of Florence-2 on a split: its samples and their loss.
final class FlorenceObjective: Objective {
  let opened: LoadedModel
  let split: DatasetSplit
  /// The samples of each picture, when they come one after the other and its features are made once for them.
  let sampleGroups: [[Int]]?
  let trainableParameters: [(name: String, parameter: Parameter)]
  private let features: ImageFeatures
  private let encoder: SampleEncoder
  /// Live settings.
  var countsPadding = false
  /// Location tokens that share a label with their neighbours; nil: none do.
  var smoothing: NeighbourSmoothing?
  /// Which activations are computed again in the backward rather than kept.
  var recomputation = ForwardPass.Recomputation.nothing

  init(_ opened: LoadedModel, split: DatasetSplit, features: ImageFeatures, groupsByImage: Bool = false) {
    self.opened = opened
    self.split = split
    self.features = features
    sampleGroups = groupsByImage ? split.samplesByImage : nil
    encoder = SampleEncoder(opened, cache: features.cache)
    trainableParameters = opened.model.uniqueParameters.filter(\.parameter.isTrainable)
  }

  var sampleCount: Int { split.samples.count }

  var preparation: @Sendable (Int) throws -> EncodedSample {
    let (split, encoder) = (split, encoder)
    return { index in try encoder.encode(index, of: split) }
  }

  func loss(of batch: [EncodedSample], _ pass: ForwardPass) throws -> BatchLoss {
    pass.recomputation = recomputation
    let (sum, tokens) = try opened.model.loss(
      features: features.features(of: batch, sharesPictures: sampleGroups != nil, pass), prompts: opened.prompts(batch),
      labels: opened.labels(batch),
      countsPadding: countsPadding, smoothing: smoothing, pass)
    return BatchLoss(sum: sum, tokens: tokens)
  }
}
