import Datasets
import Essentials
import FineTuning
import Presentation
import Script
import Training

/// What the steps of one command came to.
struct StepTally {
  private(set) var last: StepReport?
  private(set) var count = 0
  private var lossSum = 0.0
  private var tokens = 0
  private(set) var samples = 0
  private(set) var seconds = 0.0

  mutating func add(_ report: StepReport) {
    last = report
    count += 1
    lossSum += report.loss * Double(report.tokens)
    tokens += report.tokens
    samples += report.samples
    seconds += report.seconds
  }

  /// The mean over the tokens of all steps.
  var meanLoss: Double? { tokens > 0 ? lossSum / Double(tokens) : nil }

  var samplesPerSecond: Double? { count > 0 ? Double(samples) / max(seconds, 1e-9) : nil }

  static let fields = [
    ResultField("epoch", "of the last step, from 1"), ResultField("step", "optimizer steps since the start"),
    ResultField("loss", "of the last step"), ResultField("mean_loss", "over the steps of this command"),
    ResultField("seconds", "inside the steps alone"), ResultField("samples_per_second", "over the steps of this command"),
  ]

  /// The fields, the training standing where `progress` says.
  func values(at progress: TrainingProgress) -> [(String, Value)] {
    func number(_ value: Double?) -> Value { value.map { .number($0) } ?? .none }
    return [
      ("epoch", .integer(last?.epoch ?? progress.epoch)), ("step", .integer(progress.step)), ("loss", number(last?.loss)),
      ("mean_loss", number(meanLoss)), ("seconds", .number(seconds)), ("samples_per_second", number(samplesPerSecond)),
    ]
  }

  var text: String {
    guard let last, let meanLoss else { return "no step was made" }
    let mean = count > 1 ? ", mean \(figureText(meanLoss)) over \(count) steps" : ""
    return "epoch \(last.epoch), step \(last.step): loss \(figureText(last.loss))\(mean)"
  }
}

extension Session {
  /// Trains on from the present state and tells what came of it.
  ///
  /// - Parameters:
  ///   - tally: gets each step.
  ///   - work: trains until its end, its stop, or its failure.
  /// - Throws: `PartlyDone` for a failure after some steps.
  private func train<Result>(
    _ tally: inout StepTally, replay: (_ steps: Int) -> String, _ work: (_ onEvent: (RunEvent) -> Void) throws -> Result
  ) throws -> Result {
    defer {
      if tally.count > 0 {
        updateRunHistory()
        markChanged()
      }
      show(.done)
    }
    var sum = tally
    defer { tally = sum }
    do {
      return try work { event in
        if case .step(let report, _) = event { sum.add(report) }
        show(.training(event))
        if case .step = event { keeper?.didStep() }
      }
    } catch let error as any DiagnosticError where sum.count > 0 && !(error is Stopped) {
      throw PartlyDone(error, replay: replay(sum.count))
    }
  }

  /// `step` and `epoch`: so many steps or epochs, without a run folder.
  func advance(_ limit: TrainingLimit, _ context: CommandContext<Session>) throws -> Output {
    let training = try requireTraining(stop: context.stop)
    var tally = StepTally()
    let outcome = try train(&tally, replay: Self.steps) { onEvent in
      try training.run(limit, stop: context.stop, abort: frontEnd.abort, onEvent: onEvent)
    }
    return output(tally, training, outcome, replay: Self.steps(tally.count))
  }

  /// `train`: to the end of the settings' epochs, in the training's run folder.
  func advanceRun(_ context: CommandContext<Session>) throws -> Output {
    let run = try requireRun(stop: context.stop)
    let training = run.training
    var tally = StepTally()
    func replay(_ steps: Int) -> String { "set epochs=\(configuration.epochs)\n" + Self.steps(steps) }
    let report = try train(&tally, replay: replay) { onEvent in
      try run.run(stop: context.stop, abort: frontEnd.abort, onEvent: onEvent)
    }
    let path = report.folder.path.string
    var output = output(tally, training, report.outcome, replay: replay(tally.count))
    if case .record(let record) = output.value {
      let best = report.best.map { Value.integer($0.epoch) } ?? .none
      output.value = .record(Record(record.fields.map { ($0.name, $0.value) } + [("best_epoch", best), ("path", .text(path))]))
    }
    if tally.count == 0, report.outcome == .finished {
      output.display = Display("epoch \(configuration.epochs) is over already; `train epochs=\(configuration.epochs * 2)` goes on")
    }
    if let best = report.best { output.display.append("best: \(best)") }
    output.display.append("run folder: \(path)")
    return output
  }

  /// The run folder of the training, made when there is none; every picture is decoded before that.
  private func requireRun(stop: StopToken) throws -> TrainingRun {
    let training = try requireTraining(stop: stop)
    if let run, run.training === training { return run }
    _ = try Dataset(
      training.dataset.path, options: training.dataset.options, for: requireModel(), decodesImages: true, stop: stop)
    let made = try TrainingRun.start(training)
    run = made
    return made
  }

  private static func steps(_ count: Int) -> String { count == 0 ? "" : "step \(count)" }

  private func output(_ tally: StepTally, _ training: TrainingSession, _ outcome: TrainingOutcome, replay: String) -> Output {
    let value = Value.record(Record(tally.values(at: training.progress)))
    switch outcome {
    case .finished: return Output(value, text: tally.text)
    case .stoppedEarly: return Output(value, text: tally.text + "\nstopped early: no better epoch came")
    case .stopped, .aborted:
      let place = "after step \(training.progress.step)"
      let aborted = outcome == .aborted ? ", the step under way dropped" : ""
      return Output(value, text: tally.text, stopped: "stopped \(place)\(aborted); `step` goes on", replay: replay)
    }
  }
}
