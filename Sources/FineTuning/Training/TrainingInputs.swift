import Datasets
import Essentials
import Florence
import SystemPackage
import Tensors
import Training

/// Everything a training needs, opened and checked against each other before anything is written.
struct TrainingInputs {
  let fitted: TrainableModel
  let dataset: Dataset
  let identity: RunIdentity
  private(set) var facts: [String]
  /// The settings, with those that given adapters decide in place.
  let configuration: Configuration

  /// Opens what the settings name.
  ///
  /// - Parameters:
  ///   - source: a dataset of the program's own, in place of the one that the settings name.
  ///   - checkpoint: whose adapters are trained further; nil: new ones, or the weights themselves.
  ///   - weights: those that come with the adapters, as `TrainableModel.foreignWeights` had them.
  ///   - decodesImages: whether every picture is decoded to its last pixel, rather than looked at.
  init(
    _ configuration: Configuration, source: (any SampleSource)? = nil, adaptersOf checkpoint: FilePath? = nil,
    weights: [String: Tensor] = [:], decodesImages: Bool = false, stop: StopToken = .never,
    download: ModelDownload = .silent, onProgress: @escaping (_ samples: Int) -> Void = { _ in }
  ) throws {
    if source == nil { try Dataset.folder(of: configuration) }
    let opened = try LoadedModel.open(configuration, download)
    let dataset = try Dataset(
      configuration, source: source, for: opened, decodesImages: decodesImages, stop: stop, progress: onProgress)
    var configuration = configuration
    if source != nil { configuration.dataset = nil }
    let fitted = try TrainableModel(opened, &configuration, adaptersOf: checkpoint, weights: weights)
    self.init(fitted, dataset, configuration)
    facts += try dataset.overlapLines(stop: stop)
  }

  /// Of what is open already.
  init(_ fitted: TrainableModel, _ dataset: Dataset, _ configuration: Configuration) {
    self.fitted = fitted
    self.dataset = dataset
    self.configuration = configuration
    let opened = fitted.opened
    identity = RunIdentity(
      dataset: dataset.path.string, datasetDigest: dataset.digest, model: opened.id, modelFingerprint: fitted.fingerprint)
    let counts = dataset.splits.map { "\($0.name.rawValue) \($0.samples.count)" }.joined(separator: ", ")
    facts =
      (opened.isRandom ? ["random weights: \(opened.id) knows nothing but what this training teaches it"] : [])
      + ["dataset: \(counts)"] + dataset.omissionLines
      + (configuration.datasetSplit != nil && !dataset.isShared ? ["dataset_split has no effect: the dataset has splits already"] : [])
      + fitted.facts
      + (configuration.locationSmoothing > 0 && opened.locationTokens == nil
        ? ["location_smoothing has no effect: the tokenizer does not have the locations in a row"] : [])
  }
}
