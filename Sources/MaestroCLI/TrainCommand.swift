import ArgumentParser
import Console
import Essentials
import FineTuning
import Foundation
import SystemPackage

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Fine-tunes on a dataset; makes a run folder with checkpoints, metrics and plots.",
    discussion: """
      maestro florence2 train --dataset=cards --epochs=10 --batch-size=8 --lr=5e-6 --metrics=mean_average_precision
      maestro florence2 train --resume training/florence-2/1
      """)

  @Option(help: "Go on with the run in this folder; only --epochs, --threads and --dataset may be given beside it.")
  var resume: String?

  @OptionGroup(title: "Settings") var settings: SettingOptions

  /// What may change when a run is taken up again.
  private static let resumable = ["epochs", "threads", "dataset"]

  func validate() throws {
    guard resume != nil else { return }
    for (name, _) in settings.given where !Self.resumable.contains(name) {
      throw ValidationError("--\(name) cannot change in a run that is resumed; --epochs, --threads and --dataset can.")
    }
  }

  func run() throws {
    let run = try prepared()
    for fact in run.facts { Message.status(fact) }
    let display = TrainingDisplay()
    let report: RunReport
    do {
      defer { display.close() }
      report = try run.run(stop: Interruption.stop, drop: Interruption.drop, onEvent: display.show)
    }
    switch report.outcome {
    case .stopped, .dropped:
      Message.status("stopped after step \(report.steps); go on with: maestro florence2 train --resume \(report.folder.path)")
      throw Interrupted(signal: Interruption.signal ?? SIGINT)
    case .finished, .stoppedEarly:
      if report.outcome == .stoppedEarly { Message.status("stopped early: no better epoch came") }
      Message.result("Latest checkpoint saved at: \(report.folder.latest)")
      Message.result("Best checkpoint saved at: \(report.folder.best)")
    }
  }

  private func prepared() throws -> TrainingRun {
    guard let resume else {
      let configuration = try settings.configuration()
      return try TrainingRun.start(configuration)
    }
    let values = try settings.values()
    return try TrainingRun.resume(FilePath(resume)) { configuration in try Misuse.checking { try configuration.apply(values) } }
  }
}
