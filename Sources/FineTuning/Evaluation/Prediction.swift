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
  private let generation: GenerationSettings

  /// - Throws: every fault of the model or the checkpoint.
  public init(
    _ configuration: Configuration, checkpoint: FilePath?, isModelGiven: Bool = true, download: ModelDownload = .silent
  ) throws {
    try configuration.check()
    let opened = try LoadedModel.open(configuration, checkpoint: checkpoint, isModelGiven: isModelGiven, download)
    try self.init(opened, configuration, isTrained: checkpoint != nil, facts: CheckpointFolder.facts(of: checkpoint))
  }

  /// Asks a model in memory, with the weights that it has.
  ///
  /// - Parameters:
  ///   - train: whose longest answer bounds the answers, unless `max_new_tokens` is set.
  ///   - isTrained: whether the weights were ever trained.
  ///   - facts: those of where the weights come from.
  package init(
    _ opened: LoadedModel, _ configuration: Configuration, longestAnswerIn train: DatasetSplit? = nil, isTrained: Bool, facts: [String] = []
  ) {
    configuration.takeThreads()
    self.opened = opened
    generation = configuration.generation(for: opened, longestAnswerIn: train)
    self.facts = facts + (opened.isRandom && !isTrained ? ["random weights: \(opened.id) was never trained, its answers mean nothing"] : [])
  }

  /// The names of splits that `samples` can be asked for.
  public static let splits = DatasetSplit.Name.allCases.map(\.rawValue)

  /// The samples of a split: pictures with what is asked about them and the wanted answers.
  public static func samples(
    of dataset: FilePath, split name: String, options: DatasetOptions = DatasetOptions()
  ) throws -> [Sample] {
    guard let wanted = DatasetSplit.Name(rawValue: name) else {
      throw Faults(.value, "there is no split \(name)", hint: "the splits are \(splits.joined(separator: ", "))")
    }
    guard let split = try Dataset(dataset, options: options)[wanted] else {
      throw Faults(.data, "the dataset has no split \(name)", file: dataset.string)
    }
    return split.samples
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
      return try opened.model.generate(features: features, prompts: opened.prompts([encoded]), generation, stop: stop)
    }
    let answer = SampleAnswer(
      answers[0], tag: Task.tag(ofPrefix: task), imageSize: encoded.imageSize, opened.tokenizer)
    return Prediction(image: image, task: task, answer: answer, seconds: (clock.now - began) / .seconds(1))
  }
}
