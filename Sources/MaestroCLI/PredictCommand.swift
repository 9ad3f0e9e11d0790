import ArgumentParser
import Console
import Essentials
import FineTuning
import Foundation
import SystemPackage

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Answers a question about pictures, or the questions of a split.",
    discussion: "maestro florence2 predict --checkpoint training/florence-2/1 --image photo.jpg --task '<OD>'")

  @Option(parsing: .upToNextOption, help: "Pictures, PNG or JPEG.") var image: [String] = []
  @Option(help: "The split of --dataset whose samples are asked: train, valid or test.") var split: String?
  @Option(help: "A task's tag, with its question where it has one: '<OD>', '<OCR>', '<VQA> what is this?'.") var task: String?
  @Flag(help: "A JSON object a line.") var json = false
  @OptionGroup var source: CheckpointOptions
  @OptionGroup(title: "Settings") var settings: SettingOptions

  /// - Throws: `Misuse`. (The parser's own `validate` would speak before an unknown option is named.)
  private func check() throws {
    if image.isEmpty == (split == nil) {
      throw Misuse("what is asked about is not given", hint: "give either --image with one picture or more, or --split with --dataset")
    }
    if let split, !Predictor.splits.contains(split) {
      throw Misuse("there is no split \(split)", hint: "the splits are \(Predictor.splits.joined(separator: ", "))")
    }
    if split != nil, settings.dataset == nil { throw Misuse("no dataset is given", hint: "give --dataset, whose split is asked") }
    if !image.isEmpty, task == nil {
      throw Misuse("no task is given", hint: "give --task, what the pictures are asked: '<OD>' for example")
    }
  }

  func run() throws {
    try check()
    let configuration = try source.configuration(settings)
    let questions = try questions(configuration)
    let predictor = try Predictor(configuration, checkpoint: source.path, isModelGiven: settings.modelID != nil)
    for fact in predictor.facts { Message.status(fact) }
    var failures = 0
    for (image, task) in questions {
      try Interruption.stop.check()
      let prediction: Prediction
      do {
        prediction = try predictor.predict(image, task: task, stop: Interruption.stop)
      } catch let error as any DiagnosticError where !(error is Stopped) {
        Message.fault(error)
        failures += 1
        continue
      }
      try Message.result(json ? prediction.json : prediction.text)
    }
    if failures > 0 { throw Faults(.data, "\(failures) of \(questions.count) questions could not be answered") }
  }

  private func questions(_ configuration: Configuration) throws -> [(image: FilePath, task: String)] {
    guard let split else { return image.map { (FilePath($0), task ?? "") } }
    let samples = try Predictor.samples(
      of: FilePath(configuration.dataset ?? ""), split: split, options: configuration.datasetOptions)
    return samples.map { ($0.image, task ?? $0.task) }
  }
}
