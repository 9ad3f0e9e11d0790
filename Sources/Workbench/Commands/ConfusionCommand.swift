import Datasets
import Essentials
import FineTuning
import Images
import Scoring
import Script
import SystemPackage

extension Command<Session> {
  static let confusion = Command(
    "confusion", "tells how detection fares class by class, and what is taken for what", group: .measuring,
    details: """
      Boxes of answers and targets that overlap by more than half are paired, whatever their labels: a row of the table says what the \
      targets of a label were called, how many were given a label that no target has, and how many were missed; the last row, what was seen \
      where nothing is. Average precisions are ranked as the setting score says.
      """,
    parameters: [
      .named("split", splitType, or: "test, else valid", "which samples"),
      .named("task", .text, or: "all tasks", "only the samples of one task, by its tag, such as '<OD>'"),
      .named("to", .path, or: "none is drawn", "a PNG file for the table"),
      checkpointParameter,
    ],
    results: [
      ResultField("classes", "of each label its targets, predictions and average precisions"),
      ResultField("rows", "the labels of the table's rows, (nothing) last"),
      ResultField("columns", "those of its columns, (unknown) and (missed) last"),
      ResultField("counts", "the table, a list for each row; none of more than \(DetectionReport.tableLimit) labels"),
      ResultField("unknown", "labels that no target has, and how often they were given"),
      ResultField("unparsed", "answers that say something in which no box could be read"),
      ResultField("truncated", "answers that max_new_tokens cut"), ResultField("path", "the picture of the table"),
    ],
    examples: [
      Example("confusion split=valid to=confusion.png", "of the split that training is judged by, drawn too"),
      Example("let found = (confusion); print $found.unparsed", "how many answers could not be read"),
    ],
    suggestions: { session, parameter in parameter == "task" ? TaskChoices.measured(session) : [] }
  ) { session, arguments, context in
    let report = try session.detections(
      arguments.find("split", as: String.self).flatMap { DatasetSplit.Name(rawValue: $0) }, task: arguments.find("task"),
      checkpoint: arguments.find("checkpoint", as: String.self).map { FilePath($0) }, stop: context.stop
    ).report
    let path: String? = arguments.find("to")
    let pictures = try path.map { path in
      guard let picture = report.picture() else {
        throw Faults(
          .data, "a table of \(report.columns.count) columns is too large to be drawn", hint: "the mistakes stand in detections.json")
      }
      session.tellMissingLetters(of: report.columns)
      return [try Picture(picture, writtenTo: path)]
    }
    func number(_ value: Double?) -> Value { value.map { .number($0) } ?? .none }
    func list<Element>(_ elements: [Element], _ value: (Element) -> Value) -> Value { .list(List(elements.map(value))) }
    let table = report.confusion
    let value: Value = [
      "classes": list(report.classes) {
        [
          "label": .text($0.label), "targets": .integer($0.targets), "predictions": .integer($0.predictions),
          "map50_95": number($0.averagePrecision), "map50": number($0.averagePrecision50), "map75": number($0.averagePrecision75),
        ]
      },
      "rows": list(table.labels + [DetectionReport.falseRow]) { .text($0) },
      "columns": list(report.columns) { .text($0) },
      "counts": report.hasTable ? list(report.matrix) { list($0.counts) { .integer($0) } } : .none,
      "unknown": .record(Record(table.unknownLabels.map { ($0.label, .integer($0.count)) })),
      "unparsed": .integer(table.unparsedAnswers), "truncated": .integer(table.truncatedAnswers), "path": path.map { .text($0) } ?? .none,
    ]
    return Output(value, display: report.display, pictures: pictures ?? [])
  }
}
