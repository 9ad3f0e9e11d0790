import Essentials
import Scoring
import Training

/// What decides which epoch of a training is the best.
public enum BestBy: Sendable, Hashable {
  /// The first of the metrics, by its main value; the loss where there is none.
  case auto
  /// The lowest loss, as in the original trainer.
  case loss
  /// A value, `map50`, or the main value of a metric, `mean_average_precision`.
  case value(String)
}

extension BestBy: SettingType {
  static var kind: Setting.Kind { .text }

  init?(setting value: SettingValue) {
    guard case .text(let text) = value, !text.isEmpty else { return nil }
    self =
      switch text {
      case "auto": .auto
      case "loss": .loss
      default: .value(Scores.fieldName(of: text))
      }
  }

  var settingValue: SettingValue {
    switch self {
    case .auto: .text("auto")
    case .loss: .text("loss")
    case .value(let name): .text(name)
    }
  }

  static let suggestions: [(name: String, meaning: String)] =
    [
      ("auto", "the first of the metrics, by its main value; without metrics the loss"),
      ("loss", "the lowest loss, as in the original trainer"),
    ]
    + MetricCatalog.all.map { ($0.name, "its main value") } + MetricCatalog.values.map { ($0.name, "of \($0.metric.name)") }
}

extension Configuration {
  /// What validation measures beside the loss: the metrics of the settings, a program's own in the place of those of their names.
  ///
  /// - Throws: `Faults` with every unknown name.
  func measuredMetrics() throws -> [any Metric] {
    let named = try MetricCatalog.metrics(named: metrics)
    return named.map { metric in ownMetrics.first { $0.name == metric.name } ?? metric }
      + ownMetrics.filter { metric in !named.contains { $0.name == metric.name } }
  }

  /// With the metric among the metrics that gives what `best_by` names.
  var measuringBestBy: Configuration {
    guard case .value(let name) = bestBy, let measured = try? measuredMetrics(), !measured.contains(where: { $0.gives(name) }),
      let metric = MetricCatalog.metric(named: name)
    else { return self }
    var configuration = self
    configuration.metrics.append(metric.name)
    return configuration
  }

  /// By what an epoch is judged.
  ///
  /// - Parameter scores: what was measured; nil before, when of metrics that do not describe themselves nothing is known.
  func bestCriterion(_ scores: [(metric: any Metric, scores: Scores)]? = nil) -> BestCriterion {
    if bestBy == .loss { return .loss }
    let measured = scores ?? ((try? measuringBestBy.measuredMetrics()) ?? []).map { ($0, .nothing(reason: "nothing was measured yet")) }
    for (metric, scores) in measured {
      let values = metric.keys(of: scores)
      var value = values.first
      if case .value(let name) = bestBy, metric.name != name { value = values.first { Scores.fieldName(of: $0) == name } }
      if let value { return BestCriterion(value, isHigherBetter: metric.isHigherBetter) }
      if bestBy == .auto { return .loss }
    }
    if case .value(let name) = bestBy { return BestCriterion(name, isHigherBetter: true) }
    return .loss
  }

  /// Why the best epoch cannot be found by what `best_by` names: no metric is called so, and none has such a value.
  func bestByFaults() -> [Diagnostic] {
    guard case .value(let name) = bestBy, MetricCatalog.metric(named: name) == nil else { return [] }
    // Of a metric that does not describe itself nobody knows the values yet.
    if ownMetrics.contains(where: { $0.gives(name) || $0.describe().isEmpty }) { return [] }
    let names = BestBy.suggestions.map(\.name) + ownMetrics.flatMap { [$0.name] + $0.describe() }
    return [
      Diagnostic(
        .value, "best_by=\(name): expected auto, loss, a metric or one of its values",
        hint: nearestName(to: name, in: names).map { "did you mean `\($0)`?" })
    ]
  }

  /// What to know before an epoch is judged: whether it can be by what was wanted.
  ///
  /// - Parameter isValidated: whether there is a split to validate on.
  func bestByFact(isValidated: Bool) -> String? {
    guard !isValidated, bestBy != .loss, bestBy != .auto || !metrics.isEmpty || !ownMetrics.isEmpty else { return nil }
    return
      "metrics and best_by=\(bestBy.settingValue) have no effect in training: there is no valid split, and the best epoch is the one of the "
      + "lowest training loss"
  }
}

extension Metric {
  /// Whether it is called so, or one of the values that it describes is.
  fileprivate func gives(_ name: String) -> Bool { self.name == name || describe().contains { Scores.fieldName(of: $0) == name } }
}
