import Datasets
import Essentials
import SystemPackage
import Tensors
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
    if let threads = configuration.threads { Parallel.threads = threads }
    self.configuration = configuration
    opened = try OpenedModel.open(configuration, checkpoint: checkpoint, isModelGiven: isModelGiven)
    let dataset = try Dataset(FilePath(path), for: opened)
    guard let split = dataset.evaluation else {
      throw Faults(.data, "there is neither a test nor a valid split to evaluate on", file: path)
    }
    self.split = split
    train = dataset.train
    facts =
      (opened.isRandom && checkpoint == nil ? ["random weights: \(opened.id) was never trained, its scores mean nothing"] : [])
      + ["\(split.name.rawValue): \(split.samples.count) samples"]
  }

  /// Measures, and writes `OUTPUT_DIR/metrics/evaluation.json`.
  ///
  /// - Parameter onProgress: samples done, and of how many.
  /// - Returns: the result, and the file's path.
  public func run(
    stop: StopToken = .never, onProgress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws -> (result: EvaluationResult, file: FilePath) {
    let evaluator = try Evaluator(opened, configuration, generation: configuration.generation(for: opened, longestAnswerIn: train))
    let result = try evaluator.evaluate(split, features: ImageFeatures(opened, cacheFolder: nil), stop: stop) {
      onProgress($0, split.samples.count)
    }
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
  static func open(_ configuration: Configuration, checkpoint: FilePath?, isModelGiven: Bool) throws -> OpenedModel {
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
