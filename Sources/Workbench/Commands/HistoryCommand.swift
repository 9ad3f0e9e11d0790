import Essentials
import Presentation
import Script
import Training

extension Command<Session> {
  static let history = Command(
    "history", "shows the figures of a metric, or what was changed", group: .training,
    details: """
      Without a metric it tells which there are. `history changes` lists the settings that were changed in mid-run; `lr` and `grad_norm` are \
      what each step was made with.
      """,
    parameters: [
      .optional("metric", .text, or: "all there are", "loss, a measured metric such as map50, lr, grad_norm, or changes"),
      .named("split", .choice(["train", "valid"]), or: "train, or valid for what is measured there alone", "whose figures"),
    ],
    results: [],
    examples: [Example("history loss", "each step's loss"), Example("history loss split=valid", "each epoch's")],
    isKept: false,
    suggestions: { session, parameter in
      parameter == "metric" ? session.metricNames.map { Choice($0, "") } + [Choice("changes", "settings changed in mid-run")] : []
    }
  ) { session, arguments, _ in
    let metric: String? = arguments.find("metric")
    guard let metric else { return session.historyOverview }
    if metric == "changes" { return session.changeList }
    let entries = try session.history(of: metric, split: arguments.find("split"))
    let list = entries.map { entry -> Value in
      ["epoch": .integer(entry.epoch), "step": .integer(entry.step), "value": .number(entry.value)]
    }
    let table = Table(
      [.init("epoch", .right), .init("step", .right), .init(metric, .point)],
      entries.map { [.count($0.epoch), .count($0.step), .figure($0.value)] })
    return Output(.list(List(list)), display: table.endsShown)
  }
}

extension Session {
  /// What each step made: its loss, and what it was made with.
  var trainingHistory: MetricHistory { training.map { $0.metrics.training.merging($0.stepMetrics) } ?? MetricHistory() }

  /// What each epoch's end measured.
  var validationHistory: MetricHistory { training?.metrics.validation ?? MetricHistory() }

  /// Metrics with figures.
  var metricNames: [String] {
    let training = trainingHistory.metrics
    return training + validationHistory.metrics.filter { !training.contains($0) }
  }

  fileprivate func history(of metric: String, split: String?) throws -> [MetricHistory.Entry] {
    let (training, validation) = (trainingHistory[metric], validationHistory[metric])
    let isValid = split == "valid" || split == nil && training.isEmpty
    let entries = isValid ? validation : training
    if entries.isEmpty {
      let known = metricNames
      let hint =
        known.isEmpty
        ? "nothing was trained yet" : training.isEmpty && validation.isEmpty ? "there are \(known.joined(separator: ", "))" : nil
      throw ArgumentFault(
        "metric", "no figures of \(metric) \(split.map { $0 == "train" ? "from training " : "from validation " } ?? "")yet", hint: hint)
    }
    return entries
  }

  fileprivate var historyOverview: Output {
    guard !metricNames.isEmpty else { return Output(.list(List([])), text: "nothing was trained yet") }
    var table = Table([
      .init("metric"), .init("split"), .init("figures", .right), .init("first", .point), .init("last", .point),
    ])
    for name in metricNames {
      for (split, entries) in [("train", trainingHistory[name]), ("valid", validationHistory[name])] {
        guard let first = entries.first, let last = entries.last else { continue }
        table.append([.init(name), .init(split), .count(entries.count), .figure(first.value), .figure(last.value)])
      }
    }
    var display = Display(table)
    if !changes.isEmpty {
      display.append("\(pluralized(changes.count, "setting was", "settings were")) changed in mid-run: `history changes`")
    }
    return Output(.list(List(metricNames.map { .text($0) })), display: display)
  }

  fileprivate var changeList: Output {
    let list = changes.map { change -> Value in
      [
        "epoch": .integer(change.epoch), "step": .integer(change.step), "name": .text(change.name), "old": .text(change.old),
        "new": .text(change.new),
      ]
    }
    if changes.isEmpty { return Output(.list(List(list)), text: "no setting was changed in mid-run") }
    var table = Table([.init("after step", .right), .init("setting"), .init("old"), .init("new")])
    for change in changes { table.append([.count(change.step), .init(change.name), .init(change.old), .init(change.new)]) }
    return Output(.list(List(list)), display: Display(table))
  }
}
