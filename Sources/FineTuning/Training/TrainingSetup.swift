import Datasets
import Essentials
import Florence
import Layers
import LoRA
import SystemPackage
import Tensors
import Training

/// Everything a run needs, opened and checked against each other before anything is written.
struct TrainingSetup {
  let opened: OpenedModel
  let dataset: Dataset
  let adaptation: LowRankAdaptation?
  let identity: RunState
  let facts: [String]
  /// The settings, with those that given adapters decide in place.
  let configuration: Configuration

  /// - Parameters:
  ///   - checkpoint: whose adapters are trained further; nil: new ones, or the weights themselves.
  ///   - decodesImages: whether every picture is decoded to its last pixel, rather than looked at.
  init(
    _ configuration: Configuration, adaptersOf checkpoint: FilePath? = nil, decodesImages: Bool = false, stop: StopToken = .never,
    onProgress: @escaping (_ samples: Int) -> Void = { _ in }
  ) throws {
    guard let path = configuration.dataset else {
      throw Faults(.value, "no dataset is given", hint: "give --dataset, a folder with train, and optionally valid and test")
    }
    guard isFolder(FilePath(path)) else { throw Faults(.data, "there is no such folder", file: path) }
    if let threads = configuration.threads { Parallel.threads = threads }
    opened = try OpenedModel.open(configuration)
    dataset = try Dataset(FilePath(path), for: opened, decodesImages: decodesImages, stop: stop, progress: onProgress)
    identity = RunState(
      dataset: path, datasetDigest: dataset.digest, model: opened.id, modelFingerprint: opened.model.fingerprint())
    var configuration = configuration
    adaptation =
      if let checkpoint {
        try opened.makeTrainable(&configuration, adaptersOf: checkpoint)
      } else {
        try opened.makeTrainable(configuration)
      }
    self.configuration = configuration
    facts = Self.facts(opened, dataset, adaptation)
  }

  /// Measures a model of this setup as its settings say.
  func evaluator() throws -> Evaluator {
    try Evaluator(opened, configuration, generation: configuration.generation(for: opened, longestAnswerIn: dataset.train))
  }

  private static func facts(_ opened: OpenedModel, _ dataset: Dataset, _ adaptation: LowRankAdaptation?) -> [String] {
    var facts: [String] = []
    if opened.isRandom { facts.append("random weights: \(opened.id) knows nothing but what this training teaches it") }
    let splits = [("train", dataset.train), ("valid", dataset.valid), ("test", dataset.test)]
    facts.append("dataset: " + splits.compactMap { name, split in split.map { "\(name) \($0.samples.count)" } }.joined(separator: ", "))
    if let adaptation {
      facts.append(adaptation.counts.description)
      if !adaptation.unmatchedTargets.isEmpty {
        facts.append("no module is called \(adaptation.unmatchedTargets.joined(separator: ", ")) (target_modules)")
      }
    } else {
      facts.append("trainable params: \(opened.model.trainableCount) || all params: \(opened.model.parameterCount)")
    }
    return facts
  }
}
