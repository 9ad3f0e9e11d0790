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
  try predict(on: .file(FilePath(image)), task: task, with: configuration, checkpoint: checkpoint)
}

/// Asks a model about one picture, which may be in memory: `predict(_:task:with:checkpoint:)` for one that is in no file.
///
/// ```swift
/// let answer = try predict(on: .encoded(photo), task: "<OD>", with: configuration).answer
/// print(answer.text)
/// ```
/// - Parameters:
///   - image: The bytes of a PNG or JPEG, decoded pixels, or a file.
///   - task: A task's tag, with its question where it has one.
///   - configuration: The model, and how answers are generated.
///   - checkpoint: A run folder, a checkpoint, or the folder of a PEFT adapter; nil: the model that `configuration` names, as it is.
/// - Returns: The answer as text, and as the task's own form.
/// - Throws: Every fault of the model or the checkpoint, an unreadable picture, a task that the model cannot be asked.
public func predict(
  on image: ImageSource, task: String, with configuration: Configuration, checkpoint: String? = nil
) throws -> Prediction {
  try Predictor(configuration, checkpoint: checkpoint.map { FilePath($0) }).predict(image, task: task)
}
