import Files
import FineTuning
import Foundation
import Images
import Plots
import Scoring
import Script
import SystemPackage

extension Command<Session> {
  static let plot = Command(
    "plot", "draws how metrics went, of this training or of several", group: .training,
    details: """
      Training and validation share a figure: an unbroken line and a dashed one. Several metrics stand above each other, each with its own \
      scale. A training begins with `train`, or with the first step after `reset`; `runs` says which are compared.
      """,
    parameters: [
      .required("metric", .text, "loss, or a measured metric such as map50", repeated: true),
      .named("to", .path, or: "METRIC.png", "the PNG file"),
      .named(
        "runs",
        .choice(
          [Choice("last", "the present training"), Choice("all", "every training of the session")], otherwise: .list(of: .value)),
        default: "last", "which trainings: last, all, their numbers in the session, or run folders"),
      .named("scale", .choice(["linear", "log"]), default: "linear", "of the vertical axis"),
    ],
    results: [ResultField("path", "the PNG file")],
    examples: [
      Example("plot loss to=loss.png", "training and validation in one figure"),
      Example("plot loss map50 runs=all", "all trainings of the session, a panel for each metric"),
      Example("plot loss runs=[./training/1, ./training/2]", "two runs from their folders"),
    ],
    suggestions: { session, parameter in
      switch parameter {
      case "metric": session.runHistory.metrics.map { Choice($0, "") }
      case "runs": session.runHistory.measured.map { Choice(String($0.number), "") }
      default: []
      }
    }
  ) { session, arguments, _ in
    let runs = try chosenRuns(arguments.get("runs"), session.runHistory)
    let known = RunHistory.metrics(of: runs.flatMap { [$0.training, $0.validation] })
    let metrics = try (arguments.get("metric") as [String]).map { try metric($0, among: known) }
    let names = metrics.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    let path = arguments.find("to", as: String.self) ?? PlotFile.name(names)
    let isLogarithmic = arguments.get("scale", as: String.self) == "log"
    let picture = try Picture(MetricPlot(names, of: runs, isLogarithmic: isLogarithmic).plot.image(), writtenTo: path)
    return Output(["path": .text(path)], text: path, pictures: [picture])
  }
}

/// The runs that an argument names, each with a label that tells it from the others.
private func chosenRuns(_ argument: Value, _ history: RunHistory) throws -> [MetricPlot.Run] {
  var runs: [(name: String, settings: Configuration?, run: MetricPlot.Run)] = []
  func add(_ run: RunHistory.Run) {
    runs.append(("run \(run.number)", run.settings, .init(label: "", training: run.training, validation: run.validation)))
  }
  switch argument {
  case "last": if let present = history.present { add(present) }
  case "all": history.measured.forEach(add)
  case .list(let list):
    for element in list.elements {
      switch element {
      case .integer(let number): add(try run(number, of: history))
      case .range(let range):
        guard let numbers = range.closed, numbers.count <= max(1, history.runs.count) else { throw noSuchRun(element.display, history) }
        for number in numbers { add(try run(number, of: history)) }
      case .text(let path): runs.append(try folderRun(path))
      default: throw ArgumentFault("runs", "a run is a number or the path of a run folder, not \(element.typeName)")
      }
    }
  default: break
  }
  let labels = RunHistory.labels(runs.map { ($0.name, $0.settings) })
  return zip(runs, labels).map { .init(label: $1, training: $0.run.training, validation: $0.run.validation) }
}

private func run(_ number: Int, of history: RunHistory) throws -> RunHistory.Run {
  guard let run = history.measured.first(where: { $0.number == number }) else { throw noSuchRun(String(number), history) }
  return run
}

private func noSuchRun(_ number: String, _ history: RunHistory) -> ArgumentFault {
  let numbers = history.measured.map { String($0.number) }
  return ArgumentFault(
    "runs", "there is no run \(number) in this session",
    hint: numbers.isEmpty ? "train first, or name run folders" : "there are \(numbers.joined(separator: ", "))")
}

/// The metric files of a run folder.
private func folderRun(_ path: String) throws -> (name: String, settings: Configuration?, run: MetricPlot.Run) {
  let folder = try RunFolder(existing: FilePath(UserFolders().expanded(path)))
  let run = MetricPlot.Run(
    label: "", training: try folder.history("training").merging(folder.stepMetrics), validation: try folder.history("validation"))
  let name = FilePath(path).lexicallyNormalized().components.suffix(2).map(\.string).joined(separator: "/")
  return (name, try Configuration(file: folder.configuration), run)
}

/// The metric's own name; `map50:95` is how the trainer's files spell `map50_95`.
private func metric(_ name: String, among known: [String]) throws -> String {
  if known.contains(name) { return name }
  if let spelled = known.first(where: { Scores.fieldName(of: $0) == Scores.fieldName(of: name) }) { return spelled }
  let hint = known.isEmpty ? "train first" : "there are \(known.joined(separator: ", "))"
  throw ArgumentFault("metric", "no figures of \(name) yet", hint: hint)
}
