import Datasets
import Essentials
import Files
import Florence
import Foundation
import SystemPackage
import Training

/// What `maestro florence2 evaluate` does.
public struct Evaluation {
  /// Facts worth telling before the first sample.
  public let facts: [String]
  private let configuration: Configuration
  private let opened: LoadedModel
  private let split: DatasetSplit
  private let rules: AnswerRules

  /// - Parameters:
  ///   - configuration: the dataset, the model, the metrics, and how answers are generated.
  ///   - source: a dataset of the program's own, in place of the one that the settings name.
  ///   - checkpoint: a run folder, a checkpoint, or the folder of a PEFT adapter; nil: the model that the settings name, as it is.
  ///   - isModelGiven: whether the settings name the checkpoint's base model; otherwise the checkpoint does.
  ///   - download: told of what is fetched, where the model comes from the hub.
  /// - Throws: every fault of the settings, the dataset, the model or the checkpoint.
  public init(
    _ configuration: Configuration, on source: (any SampleSource)? = nil, checkpoint: FilePath?, isModelGiven: Bool = true,
    download: ModelDownload = .silent
  ) throws {
    try configuration.check()
    if source == nil { try Dataset.folder(of: configuration) }
    let opened = try LoadedModel.open(configuration, checkpoint: checkpoint, isModelGiven: isModelGiven, download)
    try self.init(
      opened, Dataset(configuration, source: source, for: opened), configuration, isTrained: checkpoint != nil,
      facts: CheckpointFolder.facts(of: checkpoint))
  }

  /// Of a model in memory, with the weights that it has.
  ///
  /// - Parameters:
  ///   - name: nil: test, else valid.
  ///   - task: measures only the samples of one task, by its tag; nil: all.
  ///   - isTrained: whether the weights were ever trained.
  ///   - facts: those of where the weights come from.
  /// - Throws: `Faults` when there is no such split, or nothing of the task in it.
  package init(
    _ opened: LoadedModel, _ dataset: Dataset, split name: DatasetSplit.Name? = nil, task: String? = nil, _ configuration: Configuration,
    isTrained: Bool, facts: [String] = []
  ) throws {
    let found = if let name { dataset[name] } else { dataset.evaluation }
    guard var split = found else {
      let missing = name.map { "the dataset has no split \($0.rawValue)" } ?? "there is neither a test nor a valid split to evaluate on"
      throw Faults(.data, missing, file: dataset.path.string)
    }
    if let task { split = try split.samples(ofTag: task) }
    configuration.takeThreads()
    self.configuration = configuration
    self.opened = opened
    self.split = split
    rules = AnswerRules(configuration, for: opened, on: dataset)
    self.facts =
      facts + (opened.isRandom && !isTrained ? ["random weights: \(opened.id) was never trained, its scores mean nothing"] : [])
      + ["\(split.name.rawValue)\(task.map { ", " + $0 } ?? ""): \(pluralized(split.samples.count, "sample"))"] + dataset.omissionLines
      + rules.facts + opened.obstacleLines(in: [split], under: rules.settings)
  }

  /// Those of the facts that are true of the dataset and the model, whatever is measured.
  package var onceToldFacts: [String] { rules.facts }

  /// Measures.
  ///
  /// - Parameters:
  ///   - stop: asked at every sample and every generated token.
  ///   - onProgress: samples done, and of how many.
  public func measure(
    stop: StopToken = .never, onProgress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws -> EvaluationResult {
    let evaluator = try Evaluator(opened, configuration, generation: rules.settings)
    let features = ImageFeatures(opened, cache: try opened.featureCache(configuration))
    var result = try evaluator.evaluate(split, features: features, stop: stop) { onProgress($0, split.samples.count) }
    result.slowness = features.cache?.takeFact()
    return result
  }

  /// Measures, and writes `OUTPUT_DIR/metrics/evaluation.json`; with mean average precision also `detections.json`, the report class by class.
  ///
  /// - Parameters:
  ///   - stop: asked at every sample and every generated token.
  ///   - onProgress: samples done, and of how many.
  /// - Returns: the result, and the file's path.
  public func run(
    stop: StopToken = .never, onProgress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws -> (result: EvaluationResult, file: FilePath) {
    let result = try measure(stop: stop, onProgress: onProgress)
    var history = MetricHistory()
    for (metric, value) in result.values.sorted(by: { $0.key < $1.key }) { history.append(value, of: metric, epoch: 1, step: 1) }
    let folder = FilePath(configuration.outputFolder).appending("metrics")
    try NewFolder.makeIfMissing(folder)
    let file = folder.appending("evaluation.json")
    try AtomicFile.write(Array(history.fileText(order: configuration.measuredMetrics().flatMap { $0.describe() }).utf8), to: file)
    if let detections = result.detections {
      try AtomicFile.write(
        try EncodedJSON.bytes(of: detections, isIndented: true) + Array("\n".utf8), to: folder.appending("detections.json"))
    }
    return (result, file)
  }
}

extension LoadedModel {
  /// The model that `configuration` names, or the one of a checkpoint.
  package static func open(
    _ configuration: Configuration, checkpoint: FilePath?, isModelGiven: Bool, _ download: ModelDownload = .silent
  ) throws -> LoadedModel {
    guard let checkpoint else { return try open(configuration, download) }
    return try CheckpointFolder.find(checkpoint).open(configuration, isModelGiven: isModelGiven, download)
  }

  /// What a person should know of how the checkpoint of a path was found: a run folder may have no best one yet.
  package static func facts(aboutCheckpoint path: FilePath) throws -> [String] { try CheckpointFolder.facts(of: path) }
}

extension Configuration {
  /// The settings that a checkpoint was made with, where its run folder still knows them; the defaults otherwise.
  public static func of(checkpoint: FilePath) throws -> Configuration {
    try CheckpointFolder.find(checkpoint).runConfiguration() ?? Configuration()
  }
}

extension DatasetSplit {
  /// The samples of one task.
  ///
  /// - Throws: `Faults` when there are none.
  fileprivate func samples(ofTag tag: String) throws -> DatasetSplit {
    let chosen = samples.filter { $0.tag == tag }
    if chosen.isEmpty {
      let tags = Set(samples.compactMap(\.tag)).sorted()
      throw Faults(
        .data, "the split \(name.rawValue) has no sample of \(tag)", file: folder.string,
        hint: tags.isEmpty ? "its prompts have no tags" : "its tasks are \(tags.joined(separator: ", "))")
    }
    return DatasetSplit(name: name, folder: folder, samples: chosen, digest: digest + tag)
  }
}
