import Essentials

/// Measures a model on the test split, else the valid split: its loss, and the metrics that `configuration` names.
///
/// ```swift
/// let result = try evaluate(configuration, checkpoint: report.folder.best.string)
/// print(result.values)
/// ```
///
/// The values are also written, to `OUTPUT_DIR/metrics/evaluation.json`, and with mean average precision the classes one by one, to
/// `detections.json` beside it.
/// - Parameters:
///   - configuration: The dataset, the model, the metrics, and how answers are generated.
///   - samples: A dataset of the program's own, in place of the folder that `configuration` names.
///   - checkpoint: A run folder, a checkpoint, or the folder of a PEFT adapter; nil: the model that `configuration` names, as it is.
///   - stop: Asked often; it ends the measurement by an error.
/// - Throws: Every fault of the settings, the dataset, the model or the checkpoint; `Stopped`.
public func evaluate(
  _ configuration: Configuration, on samples: (any SampleSource)? = nil, checkpoint: String? = nil, stop: StopToken = .never
) throws -> EvaluationResult {
  try Evaluation(configuration, on: samples, checkpoint: checkpoint.map { FilePath($0) }).run(stop: stop).result
}
