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
      maestro florence2 train --dataset=cards --checkpoint=adapter --epochs=2
      maestro florence2 train --resume training/florence-2/1
      """)

  /// The options of what may change when a run is taken up again.
  private static var resumable: String {
    let names = Setting.all.filter { $0.has(.resumable) }.map { "--" + $0.name }
    return names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
  }

  @Option(help: "Go on with the run in this folder; only \(resumable) may be given beside it.", completion: .directory)
  var resume: String?

  @Option(
    help: "Train the adapters in this folder further: a run folder (its best checkpoint), a checkpoint, or a PEFT adapter.",
    completion: .directory)
  var checkpoint: String?

  @OptionGroup(title: "Settings") var settings: SettingOptions<EverySetting>

  /// - Throws: `CommandLineFault`. (The parser's own `validate` would speak before an unknown option is named.)
  private func check() throws {
    if checkpoint != nil {
      if resume != nil { throw CommandLineFault("--resume goes on with a run and --checkpoint begins one", hint: "give one of them") }
      for (setting, _) in settings.given where setting.has(.decidedByAdapters) {
        throw CommandLineFault("--\(setting.name) cannot be given beside --checkpoint", hint: "the adapters there have their own")
      }
    }
    if resume != nil {
      for (setting, _) in settings.given where !setting.has(.resumable) {
        throw CommandLineFault("--\(setting.name) cannot change in a run that is resumed", hint: "\(Self.resumable) can")
      }
    } else if !settings.has(\.dataset) {
      throw CommandLineFault("no dataset is given", hint: "give --dataset, a folder with train, and optionally valid and test")
    }
    _ = try settings.configuration()
  }

  func run() throws {
    try check()
    let run = try prepared()
    for fact in run.facts { Message.status(fact) }
    let report = try report(of: run)
    switch report.outcome {
    case .stopped, .aborted:
      Message.status("stopped after step \(report.steps); \(advice(run))")
      throw Interrupted(signal: Interruptions.ofProcess.signal ?? SIGINT)
    case .finished, .stoppedEarly:
      if report.outcome == .stoppedEarly { Message.status("stopped early: no better epoch came") }
      try Message.result("Latest checkpoint saved at: \(report.folder.latest)")
      try Message.result("Best checkpoint saved at: \(report.folder.best)")
      if let best = report.best { try Message.result("Best: \(best)") }
    }
  }

  /// Trains; what fails on the way says what is left.
  private func report(of run: TrainingRun) throws -> RunReport {
    let display = ProgressDisplay()
    do {
      defer { display.close() }
      return try run.run(stop: Interruptions.ofProcess.stop, abort: Interruptions.ofProcess.abort, onEvent: { display.show(.training($0)) })
    } catch let error as any DiagnosticError {
      throw Failure(error, remains: "the state after step \(run.savedStep) is kept; \(advice(run))")
    }
  }

  private func advice(_ run: TrainingRun) -> String { "go on with: maestro florence2 train --resume \(run.folder.path)" }

  /// The run, opened while a person sees that something happens.
  private func prepared() throws -> TrainingRun {
    let line = ProgressLine()
    defer { line.clear() }
    guard let resume else {
      let adapters = checkpoint.map { FilePath($0) }
      var configuration = Configuration()
      if let adapters { try configuration.adopt(adaptersOf: adapters) }
      return try TrainingRun.start(
        configuration.applying(settings.given), adaptersOf: adapters, stop: Interruptions.ofProcess.stop,
        download: .shown(stop: Interruptions.ofProcess.stop)
      ) {
        line.update("looking at the dataset: \($0) samples")
      }
    }
    return try TrainingRun.resume(
      FilePath(resume), stop: Interruptions.ofProcess.stop, download: .shown(stop: Interruptions.ofProcess.stop)
    ) { $0 = try $0.applying(settings.given) }
  }
}
