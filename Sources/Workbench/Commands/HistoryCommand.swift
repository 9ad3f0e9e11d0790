import Essentials
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
    let text = entries.map { "epoch \($0.epoch)  step \($0.step)  \(formatted($0.value))" }.joined(separator: "\n")
    return Output(.list(List(list)), text: text)
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
    let lines = metricNames.map { name in
      let (training, validation) = (trainingHistory[name], validationHistory[name])
      let counts = [("train", training), ("valid", validation)].filter { !$0.1.isEmpty }.map { "\($0) \($1.count)" }
      return "\(name): \(counts.joined(separator: ", "))"
    }
    let changed = changes.isEmpty ? [] : ["changes: \(changes.count)"]
    return Output(
      .list(List(metricNames.map { .text($0) })),
      text: lines.isEmpty ? "nothing was trained yet" : (lines + changed).joined(separator: "\n"))
  }

  fileprivate var changeList: Output {
    let list = changes.map { change -> Value in
      [
        "epoch": .integer(change.epoch), "step": .integer(change.step), "name": .text(change.name), "old": .text(change.old),
        "new": .text(change.new),
      ]
    }
    let lines = changes.map { "after step \($0.step): \($0.name) \($0.old) -> \($0.new)" }
    return Output(.list(List(list)), text: lines.isEmpty ? "no setting was changed in mid-run" : lines.joined(separator: "\n"))
  }
}
