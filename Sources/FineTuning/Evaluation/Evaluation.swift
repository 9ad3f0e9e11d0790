import Datasets
import Essentials
import SystemPackage
import Training

/// What `maestro florence2 evaluate` does.
public struct Evaluation {
  /// Facts worth telling before the first sample.
  public let facts: [String]
  private let configuration: Configuration
  private let opened: OpenedModel
  private let split: DatasetSplit
  private let train: DatasetSplit

  /// - Throws: every fault of the settings, the dataset, the model or the checkpoint.
  public init(_ configuration: Configuration, checkpoint: FilePath?, isModelGiven: Bool = true) throws {
    guard let path = configuration.dataset else { throw Faults(.value, "no dataset is given", hint: "give --dataset") }
    guard isFolder(FilePath(path)) else { throw Faults(.data, "there is no such folder", file: path) }
    let opened = try OpenedModel.open(configuration, checkpoint: checkpoint, isModelGiven: isModelGiven)
    try self.init(opened, Dataset(FilePath(path), for: opened), configuration, isTrained: checkpoint != nil)
  }

  /// Of a model in memory, with the weights that it has.
  ///
  /// - Parameters:
  ///   - name: nil: test, else valid.
  ///   - isTrained: whether the weights were ever trained.
  /// - Throws: `Faults` when there is no such split.
  package init(
    _ opened: OpenedModel, _ dataset: Dataset, split name: DatasetSplit.Name? = nil, _ configuration: Configuration, isTrained: Bool
  ) throws {
    let found = if let name { dataset[name] } else { dataset.evaluation }
    guard let split = found else {
      let missing = name.map { "the dataset has no split \($0.rawValue)" } ?? "there is neither a test nor a valid split to evaluate on"
      throw Faults(.data, missing, file: dataset.path.string)
    }
    configuration.takeThreads()
    self.configuration = configuration
    self.opened = opened
    self.split = split
    train = dataset.train
    facts =
      (opened.isRandom && !isTrained ? ["random weights: \(opened.id) was never trained, its scores mean nothing"] : [])
      + ["\(split.name.rawValue): \(split.samples.count) samples"]
  }

  /// Measures.
  ///
  /// - Parameter onProgress: samples done, and of how many.
  public func measure(
    stop: StopToken = .never, onProgress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws -> EvaluationResult {
    let evaluator = try Evaluator(opened, configuration, generation: configuration.generation(for: opened, longestAnswerIn: train))
    let features = ImageFeatures(opened, cache: opened.featureCache(configuration))
    var result = try evaluator.evaluate(split, features: features, stop: stop) { onProgress($0, split.samples.count) }
    result.slowness = features.cache?.takeRemark()
    return result
  }

  /// Measures, and writes `OUTPUT_DIR/metrics/evaluation.json`.
  ///
  /// - Parameter onProgress: samples done, and of how many.
  /// - Returns: the result, and the file's path.
  public func run(
    stop: StopToken = .never, onProgress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws -> (result: EvaluationResult, file: FilePath) {
    let result = try measure(stop: stop, onProgress: onProgress)
    var history = MetricHistory()
    for (metric, value) in result.values.sorted(by: { $0.key < $1.key }) { history.append(value, of: metric, epoch: 1, step: 1) }
    let folder = FilePath(configuration.outputFolder).appending("metrics")
    try makeFolder(folder)
    let file = folder.appending("evaluation.json")
    try AtomicFile.write(Array(try history.fileText().utf8), to: file)
    return (result, file)
  }
}

extension OpenedModel {
  /// The model that `configuration` names, or the one of a checkpoint.
  package static func open(_ configuration: Configuration, checkpoint: FilePath?, isModelGiven: Bool) throws -> OpenedModel {
    guard let checkpoint else { return try open(configuration) }
    return try CheckpointFolder.find(checkpoint).open(configuration, isModelGiven: isModelGiven)
  }
}

extension Configuration {
  /// The settings that a checkpoint was made with, where its run folder still knows them; the defaults otherwise.
  public static func of(checkpoint: FilePath) throws -> Configuration {
    try CheckpointFolder.find(checkpoint).runConfiguration() ?? Configuration()
  }
}
