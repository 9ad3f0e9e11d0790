import Essentials
import Script

/// A session that trains nothing: commands of every shape the language has to serve, and a list of what they were asked.
final class Workshop {
  var calls: [String] = []
  var stops = false
}

/// An error that is no diagnostic.
private struct Unexplained: Error {}

extension CommandTable<Workshop> {
  static let workshop = CommandTable(
    [
      .datasetLoad, .datasetStats, .datasetCheck, .modelLoad, .lora, .loraLoad, .set, .reset, .step, .train, .evaluate, .show, .tokenize,
      .predict,
      .plot, .checkpointSave, .give, .fail, .time, .quit, .later, .laterClear,
    ], fixed: ["dataset", "step", "evaluate"])
}

private let splits: [Choice] = [Choice("train", "what is learnt from"), Choice("valid", "what best is judged by"), "test"]
private let metrics: [Choice] = [Choice("mean_average_precision", "boxes"), Choice("word_error_rate", "words"), "bleu"]

extension Command<Workshop> {
  /// A command that notes how it was called.
  private static func noting(
    _ words: String, _ parameters: [Parameter] = [], results: [ResultField] = [], examples: [Example] = [],
    _ output: @escaping @Sendable (Arguments) throws -> Output = { _ in Output() }
  ) -> Command {
    Command(words, "notes that it was called", parameters: parameters, results: results, examples: examples) { session, arguments, _ in
      let given = parameters.compactMap { parameter in
        arguments.value(parameter.name).map { "\(parameter.name)=\($0.literal)" }
      }
      session.calls.append(([words] + given).joined(separator: " "))
      return try output(arguments)
    }
  }

  static let datasetLoad = noting(
    "dataset load", [.required("path", .path, "the dataset's folder")], results: [ResultField("train", "samples")],
    examples: [Example("dataset load ./cards", "opens a folder")]
  ) { _ in Output(["train": 40, "valid": 8, "test": .none], text: "40 samples") }

  static let datasetStats = noting("dataset stats", [.optional("split", .choice(splits), default: "train", "which part")])

  static let datasetCheck = noting("dataset check") { _ in
    throw Faults([
      Diagnostic(.data, "no such image", file: "cards/train/annotations.jsonl", line: 3, column: 11, sourceLine: "{\"image\": \"x\"}"),
      Diagnostic(.data, "no suffix", file: "cards/train/annotations.jsonl", line: 7),
    ])
  }

  static let modelLoad = noting("model load", [.required("id", .text, "a name or a folder")])

  static let lora = noting(
    "lora",
    [
      .named("r", .integer(.atLeast(1)), default: 8, "rank"), .named("alpha", .number(.above(0)), default: 8, "scale"),
      .named("dropout", .number(.from(0, below: 1)), default: 0.05, "share of inputs left out"),
    ])

  static let loraLoad = noting("lora load", [.required("folder", .path, "an adapter")])

  static let set = Command(
    "set", "changes settings",
    parameters: [
      .named("lr", .choice(["default"], otherwise: .number(.above(0))), "learning rate", advice: "lower for OCR"),
      .named("batch_size", .choice(["default"], otherwise: .integer(.between(1, 4096))), "samples a step"),
      .named("optimizer", .choice([Choice("sgd", "plain"), "adamw", "adam"]), "how weights change"),
      .named("shuffle", .boolean, "another order every epoch"),
      .named("metrics", .list(of: .choice(metrics)), "what is measured"),
    ],
    present: { _, name in name == "lr" ? "5e-6" : nil }
  ) { session, arguments, _ in
    let given = arguments.given.compactMap { name in arguments.value(name).map { (name, $0) } }
    session.calls.append("set " + given.map { "\($0)=\($1.literal)" }.joined(separator: " "))
    return Output(.record(Record(given)))
  }

  static let reset = noting("reset", [.named("seed", .integer(.atLeast(0)), or: "the seed of the settings", "seed")])

  static let step = Command(
    "step", "optimizer steps", parameters: [.optional("n", .integer(.atLeast(1)), default: 1, "how many")],
    results: [ResultField("step", "steps so far"), ResultField("loss", "of the last")]
  ) { session, arguments, context in
    let count: Int = arguments.get("n")
    session.calls.append("step \(count)")
    if session.stops { return Output(["step": 37], stopped: "stopped after step 37 of \(count)") }
    return Output(["step": .integer(count), "loss": .number(0.25)])
  }

  static let train = noting("train", [.named("epochs", .integer(.atLeast(1)), or: "the settings'", "to the end of this epoch")])

  static let evaluate = noting(
    "evaluate",
    [
      .named("split", .choice(splits), or: "test, else valid", "which part"),
      .named("metrics", .list(of: .choice(metrics)), default: [], "what is measured"),
    ],
    results: [ResultField("loss", "mean over answers"), ResultField("map50", "boxes that overlap by half")]
  ) { _ in Output(["loss": 1.5, "map50": 0.75, "wer": .none]) }

  static let show = noting(
    "show",
    [
      .optional("split", .choice(splits), default: "train", "which part"), .optional("range", .range, "which samples"),
      .named("to", .path, "a file"),
    ])

  static let tokenize = noting("tokenize", [.required("text", .text, "what is read"), .named("with", .path, "a tokenizer's folder")])

  static let predict = noting(
    "predict",
    [
      .optional("image", .path, "a picture"), .named("task", .text, default: "<OD>", "what is asked"),
      .named("index", .integer(.atLeast(0)), "a sample"), .named("to", .path, "a file"),
    ],
    results: [ResultField("answer", "what was found")]
  ) { _ in Output(["answer": ["<OD>": ["bboxes": [[1, 2, 3, 4]], "labels": ["ace of \"spades\""]]]]) }

  static let plot = Command(
    "plot", "draws curves", parameters: [.required("metric", .text, "what is drawn", repeated: true), .named("to", .path, "a file")],
    suggestions: { _, name in name == "metric" ? ["loss", "map50"] : [] }
  ) { session, arguments, _ in
    let names: [String] = arguments.get("metric")
    session.calls.append("plot \(names) to=\(arguments.find("to", as: String.self) ?? "-")")
    return Output(["path": "loss.png"], pictures: [Picture(bytes: [], path: "loss.png")])
  }

  static let checkpointSave = noting("checkpoint save", [.required("folder", .path, "where")])

  /// Gives back what it is given.
  static let give = Command("give", "gives a value back", parameters: [.required("value", .value, "anything")]) { _, arguments, _ in
    Output(arguments.get("value"), text: arguments.get("value", as: Value.self).display)
  }

  static let fail = Command(
    "fail", "fails in the way that is asked for",
    parameters: [
      .required("how", .choice(["argument", "data", "stopped", "unknown"]), "how"), .optional("value", .value, "an argument to blame"),
    ]
  ) { _, arguments, _ in
    switch arguments.get("how", as: String.self) {
    case "argument": throw ArgumentFault("value", "there is no such thing", hint: "try another")
    case "data": throw Faults(.data, "the folder is empty", file: nil)
    case "stopped": throw Stopped()
    default: throw Unexplained()
    }
  }

  static let time = Command(
    "time", "runs a command and says how long it took", parameters: [.required("command", .command, "what is timed")]
  ) {
    session, arguments, _ in
    session.calls.append("time: \(arguments.command("command").source)")
    return try arguments.command("command").run()
  }

  static let later = noting("later")
  static let laterClear = noting("later clear")

  static let quit = Command("quit", "ends the session") { _, _, _ in Output(quits: true) }
}
