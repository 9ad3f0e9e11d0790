/// Asks a model about one picture.
///
/// ```swift
/// let prediction = try predict("photo.jpg", task: "<OD>", with: configuration, checkpoint: report.folder.best.string)
/// print(prediction.text)
/// ```
///
/// The model is opened anew each time. To ask much, make one `Predictor` and keep it.
/// - Parameters:
///   - image: A PNG or JPEG file.
///   - task: A task's tag, with its question where it has one: `<OD>`, `<VQA> is it red?`.
///   - configuration: The model, and how answers are generated.
///   - checkpoint: A run folder, a checkpoint, or the folder of a PEFT adapter; nil: the model that `configuration` names, as it is.
/// - Returns: The answer as text, and as the task's own form: boxes, quadrilaterals or polygons in pixels.
/// - Throws: Every fault of the model or the checkpoint, an unreadable picture, a task that the model cannot be asked.
public func predict(
  _ image: String, task: String, with configuration: Configuration, checkpoint: String? = nil
) throws -> Prediction {
  try Predictor(configuration, checkpoint: checkpoint.map { FilePath($0) }).predict(FilePath(image), task: task)
}
