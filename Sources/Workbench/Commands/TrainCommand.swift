import Essentials
import FineTuning
import Script
import Training

extension Command<Session> {
  static let train = Command(
    "train", "trains a whole run, in a folder of its own",
    parameters: [.named("epochs", .integer(.between(1, 1_000_000)), or: "the setting", "passes over the training split")],
    results: [
      ResultField("epoch", "from 1"), ResultField("step", "optimizer steps since the start"), ResultField("loss", "of the last step"),
      ResultField("mean_loss", "of the last epoch"), ResultField("seconds", "inside the steps alone"),
      ResultField("samples_per_second", "over all steps"), ResultField("path", "the run's folder"),
    ],
    examples: [Example("train epochs=1", "on the loaded dataset")]
  ) { session, arguments, context in
    _ = try session.requireDataset()
    if let epochs = arguments.find("epochs", as: Int.self) { session.configuration.epochs = epochs }
    let run = try TrainingRun.start(session.configuration)
    for fact in run.facts { session.onProgress(.fact(fact)) }
    var (steps, epochs): ([StepReport], [EpochReport]) = ([], [])
    defer { session.onProgress(.done) }
    let report = try run.run(stop: context.stop, drop: session.drop) { event in
      switch event {
      case .step(let step, _): steps.append(step)
      case .epoch(let epoch, _, _): epochs.append(epoch)
      case .validation, .saved: break
      }
      session.onProgress(.training(event))
    }
    session.run = report.folder
    session.curves.begin(run.configuration)
    session.curves.update(training: run.metrics.training, validation: run.metrics.validation, settings: run.configuration)
    let seconds = steps.reduce(0) { $0 + $1.seconds }
    let value: Value = [
      "epoch": .integer(steps.last?.epoch ?? 1), "step": .integer(report.steps), "loss": steps.last.map { .number($0.loss) } ?? .none,
      "mean_loss": epochs.last.map { .number($0.trainingLoss) } ?? .none, "seconds": .number(seconds),
      "samples_per_second": .number(Double(steps.reduce(0) { $0 + $1.samples }) / max(seconds, 1e-9)),
      "path": .text(report.folder.path.string),
    ]
    let isStopped = report.outcome == .stopped || report.outcome == .dropped
    return Output(
      value, text: "run folder: \(report.folder.path)",
      stopped: isStopped ? "stopped after step \(report.steps); it is saved in \(report.folder.path)" : nil)
  }
}
