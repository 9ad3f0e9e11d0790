import Essentials

/// Fine-tunes as `configuration` says, in a new run folder.
///
/// ```swift
/// let report = try train(Configuration(dataset: "cards", epochs: 10, batchSize: 8, learningRate: 5e-6))
/// print(report.folder.best)
/// ```
///
/// The run folder is `OUTPUT_DIR/N`, with checkpoints that PEFT opens, metrics and plots; the same that `maestro florence2 train` makes.
/// - Parameters:
///   - configuration: The dataset, the model, and how the one learns from the other.
///   - samples: A dataset of the program's own, in place of the folder that `configuration` names.
///   - checkpoint: A run folder, a checkpoint or the folder of a PEFT adapter, whose adapters are trained further with their own settings;
///     take these over first with `Configuration.adopt(adaptersOf:)`. Nil makes new adapters.
///   - stop: Asked often; when it says so, the step under way is finished, everything is saved, and the report's outcome is `.stopped`.
///   - onEvent: Told of every step and every epoch.
/// - Returns: How the run ended, and where everything of it is.
/// - Throws: Every fault of the settings, the dataset or the model before anything is written; what goes wrong on the way, after which
///   ``resume(_:on:stop:onEvent:change:)`` goes on from the last saved state.
public func train(
  _ configuration: Configuration, on samples: (any SampleSource)? = nil, adaptersOf checkpoint: String? = nil, stop: StopToken = .never,
  onEvent: (RunEvent) -> Void = { _ in }
) throws -> RunReport {
  try TrainingRun.start(configuration, on: samples, adaptersOf: checkpoint.map { FilePath($0) }, stop: stop).run(
    stop: stop, onEvent: onEvent)
}

/// Goes on with a run that was stopped or broken off, to the same numbers as if it had not been.
///
/// - Parameters:
///   - run: The run's folder.
///   - samples: The program's own dataset, where the run was trained on one.
///   - stop: Asked often, as in ``train(_:on:adaptersOf:stop:onEvent:)``.
///   - onEvent: Told of every step and every epoch.
///   - change: May change epochs, threads and where the dataset lies, and give the program's own metrics, which are in no file.
/// - Throws: `Faults` when there is no saved state, or when dataset or base model are not those of the run.
public func resume(
  _ run: String, on samples: (any SampleSource)? = nil, stop: StopToken = .never, onEvent: (RunEvent) -> Void = { _ in },
  change: (inout Configuration) throws -> Void = { _ in }
) throws -> RunReport {
  try TrainingRun.resume(FilePath(run), on: samples, stop: stop, change).run(stop: stop, onEvent: onEvent)
}
