import ArgumentParser
import Console
import Essentials
import FineTuning
import Images
import Presentation
import Scoring
import SystemPackage
import Workbench

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Measures a model or a checkpoint on the test split, else the valid split.")

  @OptionGroup var source: CheckpointOptions
  @Option(help: "A PNG file for what is taken for what; measures mean average precision.", completion: .file(extensions: ["png"]))
  var confusion: String?
  @Option(
    help: "A PNG file for precision over recall and F1 over the score; measures mean average precision.",
    completion: .file(extensions: ["png"]))
  var curves: String?
  @OptionGroup(title: "Settings") var settings: SettingOptions<EverySetting>

  func run() throws {
    if !settings.has(\.dataset), source.checkpoint == nil {
      throw CommandLineFault("no dataset is given", hint: "give --dataset, a folder with test or valid")
    }
    var configuration = try source.configuration(settings.given)
    let averagePrecision = MeanAveragePrecision().name
    if confusion != nil || curves != nil, !configuration.metrics.contains(averagePrecision) {
      configuration.metrics.append(averagePrecision)
    }
    let evaluation = try Evaluation(
      configuration, checkpoint: source.path, isModelGiven: settings.has(\.modelID), download: .shown(stop: Interruptions.ofProcess.stop))
    for fact in evaluation.facts { Message.status(fact) }
    let line = ProgressLine()
    defer { line.clear() }
    let (result, file) = try evaluation.run(stop: Interruptions.ofProcess.stop) { done, of in
      line.update("evaluation \(progressBar(done, of: of)) \(done)/\(of)")
    }
    line.clear()
    if let loss = result.loss { try Message.result("loss: \(loss)") }
    for (metric, scores) in result.scores {
      for key in metric.keys(of: scores) { try Message.result("\(Scores.fieldName(of: key)): \(scores[key].map { "\($0)" } ?? "none")") }
    }
    if let detections = result.detections { Message.status(detections.display.text) }
    for fact in result.facts { Message.status(fact) }
    Message.status("written to \(file)")
    try draw(result)
  }

  private func draw(_ result: EvaluationResult) throws {
    for (path, picture) in [(confusion, result.detections.map { $0.picture() }), (curves, result.curves.map { $0.picture() })] {
      guard let path else { continue }
      guard let picture else { throw Faults(.data, "nothing can be drawn: no sample's answer has a box", file: path) }
      guard let image = picture else { throw Faults(.data, "the table has too many labels to be drawn", file: path) }
      try image.write(to: FilePath(path))
      Message.status("drawn to \(path)")
    }
  }
}

/// Where a trained model comes from.
struct CheckpointOptions: ParsableArguments {
  @Option(help: "A run folder (its best checkpoint), a checkpoint, or the folder of a PEFT adapter.", completion: .directory)
  var checkpoint: String?

  var path: FilePath? { checkpoint.map { FilePath($0) } }

  /// The settings of the checkpoint's run, where it is known, with those given on the command line in place.
  func configuration(_ given: [(setting: Setting, text: String)]) throws -> Configuration {
    try (path.map(Configuration.of(checkpoint:)) ?? Configuration()).applying(given)
  }
}
