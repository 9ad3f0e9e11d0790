import Tensors

/// Writes a model with its adapters merged into the weights, as one folder that transformers opens: all of it, or nothing.
///
/// ```swift
/// try export(configuration, checkpoint: report.folder.best.string, to: "merged", layout: .transformers)
/// ```
/// - Parameters:
///   - configuration: The base model.
///   - checkpoint: A run folder, a checkpoint, or the folder of a PEFT adapter; nil: the model that `configuration` names, as it is.
///   - folder: Where nothing is yet.
///   - layout: How tensors are named: as Microsoft's code has them, or as transformers has them; nil: as in the base model.
///   - precision: How weights are stored.
///   - verify: Whether what was written is opened again and its answers compared, before it takes its place.
/// - Throws: Every fault of the model or the checkpoint; `Faults` when there is something at `folder`, when the adapters were trained on
///   another base, or when what was written differs from the model.
public func export(
  _ configuration: Configuration, checkpoint: String? = nil, to folder: String, layout: FlorenceConfiguration.Layout? = nil,
  precision: DType = .float32, verify: Bool = true
) throws {
  try ModelExport(configuration, checkpoint: checkpoint.map { FilePath($0) }, to: FilePath(folder))
    .write(layout: layout, precision: precision, verifies: verify)
}
