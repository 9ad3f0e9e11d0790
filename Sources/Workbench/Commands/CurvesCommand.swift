import Datasets
import Essentials
import FineTuning
import Images
import Presentation
import Scoring
import Script
import SystemPackage

extension Command<Session> {
  static let curves = Command(
    "curves", "draws how precision goes against recall, and F1 over the score", group: .measuring,
    details: """
      Of each label, and their mean, at an overlap of half. The area under precision over recall is map50; F1 over the score says from which \
      score on boxes are best kept. Scores say something only while the setting score is probability. Of many labels the ten that are found \
      worst are drawn.
      """,
    parameters: [
      .named("split", splitType, or: "test, else valid", "which samples"),
      .named("task", .text, or: "all tasks", "only the samples of one task, by its tag, such as '<OD>'"),
      .named("to", .path, default: "curves.png", "the PNG file"),
      checkpointParameter,
    ],
    results: [
      ResultField("classes", "of each label its targets, map50, its highest f1, and the score at which that is reached"),
      ResultField("map50", "the mean over the labels"), ResultField("f1", "the highest mean over the labels"),
      ResultField("score", "below which boxes are dropped for that f1"), ResultField("path", "the PNG file"),
    ],
    examples: [
      Example("curves split=valid to=curves.png", "of the split that training is judged by"),
      Example("let best = (curves); print $best.score", "the score from which on boxes are kept"),
    ],
    suggestions: { session, parameter in parameter == "task" ? TaskChoices.measured(session) : [] }
  ) { session, arguments, context in
    let path: String = arguments.get("to")
    let curves = try session.detections(
      arguments.find("split", as: String.self).flatMap { DatasetSplit.Name(rawValue: $0) }, task: arguments.find("task"),
      checkpoint: arguments.find("checkpoint", as: String.self).map { FilePath($0) }, stop: context.stop
    ).curves
    session.tellMissingLetters(of: curves.classes.map(\.label))
    let picture = try Picture(curves.picture(), writtenTo: path)
    let map50 = curves.precisions.reduce(0, +) / Double(curves.precisions.count)
    let value: Value = [
      "classes": .list(
        List(
          curves.classes.map {
            [
              "label": .text($0.label), "targets": .integer($0.targets), "map50": .number($0.averagePrecision), "f1": .number($0.best.f1),
              "score": .number($0.best.score),
            ]
          })),
      "map50": .number(map50), "f1": .number(curves.best.f1), "score": .number(curves.best.score), "path": .text(path),
    ]
    return Output(
      value, text: "F1 \(figureText(curves.best.f1)) with boxes of score \(figureText(curves.best.score)) and above\n\(path)",
      pictures: [picture])
  }
}
