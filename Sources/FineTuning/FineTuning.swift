import SystemPackage

/// Trains as `configuration` says, in a run folder of its own.
///
/// - Parameter onEvent: told of every step and every epoch.
/// - Throws: every fault of the settings, the dataset or the model before anything is written; what goes wrong on the way.
public func train(_ configuration: Configuration, onEvent: (RunEvent) -> Void = { _ in }) throws -> RunReport {
  try TrainingRun.start(configuration).run(onEvent: onEvent)
}

/// Measures the model that `configuration` names, or a checkpoint, on the test split, else the valid split.
///
/// - Parameter checkpoint: a run folder, a checkpoint, or the folder of a PEFT adapter.
/// - Throws: every fault of the settings, the dataset, the model or the checkpoint.
public func evaluate(_ configuration: Configuration, checkpoint: String? = nil) throws -> EvaluationResult {
  try Evaluation(configuration, checkpoint: checkpoint.map { FilePath($0) }).run().result
}
