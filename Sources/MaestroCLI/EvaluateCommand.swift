import ArgumentParser
import Console
import Essentials
import FineTuning
import Scoring
import Presentation
import SystemPackage
import Workbench

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Measures a model or a checkpoint on the test split, else the valid split.")

  @OptionGroup var source: CheckpointOptions
  @OptionGroup(title: "Settings") var settings: SettingOptions<EverySetting>

  func run() throws {
    if !settings.has(\.dataset), source.checkpoint == nil {
      throw CommandLineFault("no dataset is given", hint: "give --dataset, a folder with test or valid")
    }
    let configuration = try source.configuration(settings.given)
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
