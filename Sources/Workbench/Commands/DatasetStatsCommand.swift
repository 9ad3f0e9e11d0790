import Datasets
import Essentials
import FineTuning
import Script

extension Command<Session> {
  static let datasetStats = Command(
    "dataset stats", "counts samples, pictures, tasks, classes and tokens", group: .data,
    parameters: [.optional("split", splitType, default: "train", "which split")],
    results: [
      ResultField("samples", "lines"), ResultField("images", "different pictures"), ResultField("tasks", "how often each tag occurs"),
      ResultField("classes", "how often each label occurs"),
      ResultField("tokens", "prompt and answer, each with its shortest, mean and longest; none when no model was asked for"),
    ],
    examples: [Example("dataset stats train", "of the loaded dataset")]
  ) { session, arguments, context in
    let name: String = arguments.get("split")
    guard let split = try DatasetSplit.Name(rawValue: name).flatMap({ try session.requireDataset(stop: context.stop)[$0] }) else {
      throw ArgumentFault("split", "the dataset has no split \(name)")
    }
    let statistics = split.statistics
    // A model is opened only when one was asked for: the default one may have to be fetched first.
    let isAskedFor = session.model != nil || session.configuration.modelID != Configuration().modelID
    let tokens = isAskedFor ? try TokenLengths(split, read: session.requireModel(), stop: context.stop) : nil
    func record(_ tallies: [DatasetStatistics.Tally]) -> Value { .record(Record(tallies.map { ($0.name, .integer($0.count)) })) }
    func text(_ tallies: [DatasetStatistics.Tally], unnamed: String = "") -> String {
      tallies.map { "\($0.name.isEmpty ? unnamed : $0.name) \($0.count)" }.joined(separator: ", ")
    }
    func record(_ lengths: TokenLengths.Lengths) -> Value {
      ["shortest": .integer(lengths.shortest), "mean": .number(lengths.mean), "longest": .integer(lengths.longest)]
    }
    func text(_ lengths: TokenLengths.Lengths) -> String {
      "\(lengths.shortest) to \(lengths.longest), mean \(Value.number((lengths.mean * 10).rounded() / 10).display)"
    }
    let refused =
      tokens.map {
        $0.refused == 0 ? "" : "\n\(pluralized($0.refused, "prompt")) not counted, as the task does not take it: `dataset check`"
      }
      ?? ""
    let value: Value = [
      "samples": .integer(statistics.samples), "images": .integer(statistics.images), "tasks": record(statistics.tasks),
      "classes": record(statistics.classes),
      "tokens": tokens.map { ["prompt": record($0.prompt), "answer": record($0.answer)] } ?? .none,
    ]
    return Output(
      value,
      text: """
        \(name): \(pluralized(statistics.samples, "sample")), \(pluralized(statistics.images, "picture"))
        tasks: \(text(statistics.tasks, unnamed: "without a tag"))
        classes: \(text(statistics.classes))
        tokens: \(tokens.map { "prompt \(text($0.prompt)); answer \(text($0.answer))" } ?? "`model load` one to count them")
        """ + refused)
  }
}
