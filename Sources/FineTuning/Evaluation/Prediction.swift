import Datasets
import Essentials
import Files
import Florence
import Foundation
import Images
import Layers
import SystemPackage
import Tasks
import Tensors

/// One picture with what was asked about it and the model's answer.
public struct Prediction: Sendable {
  /// The picture: a file, or one in memory.
  public let image: ImageSource
  /// What was asked, a prefix: a task's tag, with its input where it has one.
  public let task: String
  /// What the model generated, and what it means.
  public let answer: SampleAnswer
  /// The time of the whole, decoding included.
  public let seconds: Double
}

/// What `maestro florence2 predict` does: answers about pictures, one after the other.
public struct Predictor {
  /// Facts worth telling before the first picture.
  public let facts: [String]
  private let opened: LoadedModel
  private let rules: AnswerRules

  /// - Parameters:
  ///   - configuration: the model, and how answers are generated.
  ///   - dataset: the one at hand, from which rules that are not set follow; nil: the one that the settings name, unless `checkpoint` has its
  ///     rules with it.
  /// - Throws: every fault of the model or the checkpoint.
  public init(
    _ configuration: Configuration, on dataset: Dataset? = nil, checkpoint: FilePath?, isModelGiven: Bool = true,
    download: ModelDownload = .silent
  ) throws {
    try configuration.check()
    let opened = try LoadedModel.open(configuration, checkpoint: checkpoint, isModelGiven: isModelGiven, download)
    // A picture can be asked about whatever is wrong with a dataset.
    let named = configuration.dataset == nil || opened.hasOwnRules ? nil : try? Self.dataset(of: configuration)
    try self.init(
      opened, configuration, on: dataset ?? named, isTrained: checkpoint != nil, facts: CheckpointFolder.facts(of: checkpoint))
  }

  /// Asks a model in memory, with the weights that it has.
  ///
  /// - Parameters:
  ///   - dataset: the one at hand, from which rules that are not set follow.
  ///   - isTrained: whether the weights were ever trained.
  ///   - facts: those of where the weights come from.
  package init(_ opened: LoadedModel, _ configuration: Configuration, on dataset: Dataset?, isTrained: Bool, facts: [String] = []) {
    configuration.takeThreads()
    self.opened = opened
    rules = AnswerRules(configuration, for: opened, on: dataset)
    self.facts =
      facts + (opened.isRandom && !isTrained ? ["random weights: \(opened.id) was never trained, its answers mean nothing"] : [])
      + rules.facts
  }

  /// Those of the facts that are true of the dataset and the model, whatever is asked.
  package var onceToldFacts: [String] { rules.facts }

  /// The names of splits that `samples` can be asked for.
  public static let splits = DatasetSplit.Name.allCases.map(\.rawValue)

  /// The samples of a split: pictures with what is asked about them and the wanted answers.
  public static func samples(
    of dataset: FilePath, split name: String, options: DatasetOptions = DatasetOptions()
  ) throws -> [Sample] {
    try samples(of: Dataset(dataset, options: options), split: name)
  }

  /// The samples of a split of a dataset that is open.
  public static func samples(of dataset: Dataset, split name: String) throws -> [Sample] {
    guard let wanted = DatasetSplit.Name(rawValue: name) else {
      throw Faults(.value, "there is no split \(name)", hint: "the splits are \(splits.joined(separator: ", "))")
    }
    guard let split = dataset[wanted] else { throw Faults(.data, "the dataset has no split \(name)", file: dataset.path.string) }
    return split.samples
  }

  /// The dataset that the settings name.
  ///
  /// - Throws: every fault of it.
  public static func dataset(of configuration: Configuration) throws -> Dataset {
    try Dataset(FilePath(configuration.dataset ?? ""), options: configuration.datasetOptions)
  }

  /// What should be said, in one line, before `task` is asked; nil when it is as it should be: a tag that is none of the tasks.
  public func warning(aboutTask task: String) -> String? {
    UnknownTag(inPrefix: task) { opened.tokenizer.id(of: $0) != nil }.map { "warning: \($0.message); \($0.hint)" }
  }

  /// Whether an answer may be drawn into a file.
  ///
  /// - Throws: `Faults` when that is the very picture that is asked about.
  public static func check(drawing file: FilePath, of image: ImageSource) throws {
    guard let asked = image.file, asked.isSameFile(as: file) else { return }
    throw Faults(
      .value, "the drawing would take the place of the picture that is asked about", file: file.string, hint: "draw into another file")
  }

  /// The answer to the picture in a file.
  ///
  /// - Throws: an unreadable picture, a task the model cannot be asked, `Stopped`.
  public func predict(_ image: FilePath, task: String, stop: StopToken = .never) throws -> Prediction {
    try predict(.file(image), task: task, stop: stop)
  }

  /// The answer to one picture, which may be in memory.
  ///
  /// - Throws: an unreadable picture, a task the model cannot be asked, `Stopped`.
  public func predict(_ image: ImageSource, task: String, stop: StopToken = .never) throws -> Prediction {
    let clock = ContinuousClock()
    let began = clock.now
    let sample = Sample(image: image, prefix: task, suffix: "", line: 1)
    let encoded = try SampleEncoder(opened).encode(sample, index: 0)
    let answers = try Parallel.abandoning(when: stop) {
      let features = try opened.model.imageFeatures(opened.pixels([encoded].compactMap(\.pixels)), ForwardPass())
      return try opened.model.generate(features: features, prompts: opened.prompts([encoded]), rules.settings, stop: stop)
    }
    let answer = SampleAnswer(
      answers[0], tag: Task.tag(ofPrefix: task), imageSize: encoded.imageSize, opened.tokenizer)
    return Prediction(image: image, task: task, answer: answer, seconds: (clock.now - began) / .seconds(1))
  }
}
