import Datasets
import FineTuning
import Script
import SystemPackage

extension Command<Session> {
  static let evaluate = Command(
    "evaluate", "measures the model as it is now, or a checkpoint", group: .measuring,
    details: """
      It writes OUTPUT_DIR/metrics/evaluation.json too, of a whole split alone: a look at one task leaves that file as it is. With \
      mean_average_precision OUTPUT_DIR/metrics/detections.json tells each class and what is taken for what; `confusion` shows the same.
      """,
    parameters: [
      .named("split", splitType, or: "test, else valid", "which samples"),
      .named("task", .text, or: "all tasks", "only the samples of one task, by its tag, such as '<VQA>'"),
      .named("metrics", Setting.of(\.metrics).ownType, or: "the setting", "what is measured beside the loss"),
      checkpointParameter,
    ],
    results: measuredFields,
    examples: [
      Example("evaluate metrics=[mean_average_precision]", "loss and mean average precision"),
      Example("evaluate task='<OD>'", "boxes alone, in a dataset of several tasks"),
      Example("evaluate split=valid", "the split that training is judged by"),
    ],
    suggestions: { session, parameter in parameter == "task" ? TaskChoices.measured(session) : [] }
  ) { session, arguments, context in
    try session.measure(
      arguments.find("split", as: String.self).flatMap { DatasetSplit.Name(rawValue: $0) }, task: arguments.find("task"),
      metrics: arguments.find("metrics"),
      checkpoint: arguments.find("checkpoint", as: String.self).map { FilePath($0) }, writes: !arguments.given.contains("task"),
      stop: context.stop)
  }
}
