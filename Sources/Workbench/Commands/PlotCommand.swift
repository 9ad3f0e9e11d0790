import Essentials
import Files
import FineTuning
import Foundation
import Images
import Plots
import Presentation
import Scoring
import Script
import SystemPackage

extension Command<Session> {
  static let plot = Command(
    "plot", "draws how metrics went, of this training or of several", group: .training,
    details: """
      Training and validation share a figure: an unbroken line and a dashed one. Several metrics stand above each other, each with its own \
      scale. A training begins with `train`, or with the first step after `reset`; `runs` says which are compared. A run that diverges does \
      not flatten the others: an arrow marks where it leaves the figure, and beneath is said how far it goes.
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
      .named("xscale", .choice(["linear", "log"]), default: "linear", "of the horizontal axis"),
      .named("xlim", limitsType, or: "all there is", "[FROM, TO] on the horizontal axis; none leaves an end open"),
      .named("ylim", limitsType, or: "what the curves need", "[FROM, TO] on the vertical axis; none leaves an end open"),
      .named("smoothing", .integer(.atLeast(1)), or: "as their number wants", "how many values make one of the moving mean; 1 for none"),
    ],
    results: [ResultField("path", "the PNG file")],
    examples: [
      Example("plot loss to=loss.png", "training and validation in one figure"),
      Example("plot loss map50 runs=all", "all trainings of the session, a panel for each metric"),
      Example("plot loss runs=[./training/1, ./training/2]", "two runs from their folders"),
      Example("plot loss ylim=[0, 1] smoothing=50", "the end of a course from near by, its noise smoothed"),
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
    var plot = MetricPlot(names, of: runs)
    plot.isLogarithmic = arguments.get("scale", as: String.self) == "log"
    plot.isXLogarithmic = arguments.get("xscale", as: String.self) == "log"
    plot.xLimits = try limits("xlim", arguments, isLogarithmic: plot.isXLogarithmic)
    plot.yLimits = try limits("ylim", arguments, isLogarithmic: plot.isLogarithmic)
    plot.smoothing = arguments.find("smoothing")
    let picture = try Picture(plot.plot.image(), writtenTo: path)
    return Output(["path": .text(path)], text: path, pictures: [picture])
  }
}

private let limitsType = ParameterType.list(of: .choice([Choice("none", "an end that is left open")], otherwise: .number))

/// The ends that an argument gives an axis.
private func limits(_ name: String, _ arguments: Arguments, isLogarithmic: Bool) throws -> LinePlot.Limits {
  guard case .list(let list)? = arguments.value(name) else { return LinePlot.Limits() }
  guard list.elements.count == 2 else {
    throw ArgumentFault(name, "an axis has two ends, not \(list.elements.count)", hint: "\(name)=[0, 1], or \(name)=[none, 1]")
  }
  let limits = LinePlot.Limits(lower: list.elements[0].asNumber, upper: list.elements[1].asNumber)
  if let lower = limits.lower, let upper = limits.upper, lower >= upper {
    throw ArgumentFault(
      name, "the first end is not below the second", hint: "\(name)=[\(list.elements[1].display), \(list.elements[0].display)]")
  }
  if isLogarithmic, let least = [limits.lower, limits.upper].compactMap({ $0 }).min(), least <= 0 {
    throw ArgumentFault(name, "a logarithmic axis has no \(figureText(least))", hint: "give ends above 0")
  }
  return limits
}

/// The runs that an argument names, each with a label that tells it from the others.
private func chosenRuns(_ argument: Value, _ history: RunHistory) throws -> [MetricPlot.Run] {
  var runs: [(name: String, settings: Configuration?, run: MetricPlot.Run)] = []
  func add(_ run: RunHistory.Run) {
    runs.append((run.name, run.settings, .init(label: "", training: run.training, validation: run.validation)))
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
  let labels = RunHistory.labels(zip(RunHistory.shortNames(runs.map(\.name)), runs).map { ($0, $1.settings) })
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
  return (folder.path.lexicallyNormalized().string, try Configuration(file: folder.configuration), run)
}

/// The metric's own name; `map50:95` is how the trainer's files spell `map50_95`.
private func metric(_ name: String, among known: [String]) throws -> String {
  if known.contains(name) { return name }
  if let spelled = known.first(where: { Scores.fieldName(of: $0) == Scores.fieldName(of: name) }) { return spelled }
  let hint = known.isEmpty ? "train first" : "there are \(known.joined(separator: ", "))"
  throw ArgumentFault("metric", "no figures of \(name) yet", hint: hint)
}
