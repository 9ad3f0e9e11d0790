import Datasets
import Essentials
import Script

extension Command<Session> {
  static let datasetStats = Command(
    "dataset stats", "counts samples, pictures, tasks and classes",
    parameters: [.optional("split", .choice(["train", "valid", "test"]), default: "train", "which split")],
    results: [
      ResultField("samples", "lines"), ResultField("images", "different pictures"), ResultField("tasks", "how often each tag occurs"),
      ResultField("classes", "how often each label occurs"),
    ],
    examples: [Example("dataset stats train", "of the loaded dataset")]
  ) { session, arguments, _ in
    let name: String = arguments.get("split")
    guard let split = DatasetSplit.Name(rawValue: name).flatMap({ try? session.requireDataset()[$0] }) else {
      _ = try session.requireDataset()
      throw ArgumentFault("split", "the dataset has no split \(name)")
    }
    let statistics = split.statistics
    func record(_ tallies: [DatasetStatistics.Tally]) -> Value { .record(Record(tallies.map { ($0.name, .integer($0.count)) })) }
    func text(_ tallies: [DatasetStatistics.Tally]) -> String { tallies.map { "\($0.name) \($0.count)" }.joined(separator: ", ") }
    let value: Value = [
      "samples": .integer(statistics.samples), "images": .integer(statistics.images), "tasks": record(statistics.tasks),
      "classes": record(statistics.classes),
    ]
    return Output(
      value,
      text: """
        \(name): \(statistics.samples) samples, \(statistics.images) pictures
        tasks: \(text(statistics.tasks))
        classes: \(text(statistics.classes))
        """)
  }
}
