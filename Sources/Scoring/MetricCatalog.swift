import Essentials

/// The metrics that settings can name.
public enum MetricCatalog {
  /// In the order in which help lists them.
  public static let all: [any Metric & Hashable] = [
    MeanAveragePrecision(), MeanAveragePrecision(isClassAgnostic: true), WordErrorRate(), CharacterErrorRate(), TranslationErrorRate(),
    BLEU(), EditDistance(), ExactMatch(),
  ]

  /// The names of values, such as `map50`, each with the metric that gives it, where that has another name.
  public static let values: [(name: String, metric: any Metric)] = all.flatMap { metric in
    metric.describe().filter { $0 != metric.name }.map { ($0, metric) }
  }

  /// The metric of this name, or the one that gives the value of this name: `map50`, or `map50:95` as the trainer's files call `map50_95`.
  public static func metric(named name: String) -> (any Metric)? {
    let field = Scores.fieldName(of: name)
    return all.first { $0.name == name } ?? values.first { $0.name == field }?.metric
  }

  /// The metrics of these names, each once; the name of a value means the metric that gives it.
  ///
  /// - Throws: `Faults` with every unknown name and the nearest one.
  public static func metrics(named names: [String]) throws -> [any Metric] {
    var metrics: [any Metric] = []
    var faults: [Diagnostic] = []
    for name in names {
      if let metric = metric(named: name) {
        if !metrics.contains(where: { $0.name == metric.name }) { metrics.append(metric) }
      } else {
        faults.append(Diagnostic(.value, "there is no metric \"\(name)\"", hint: advice(for: name)))
      }
    }
    guard faults.isEmpty else { throw Faults(faults) }
    return metrics
  }

  /// Whether a metric is one of `all`, with the same settings: then its name says everything of it.
  public static func contains(_ metric: any Metric) -> Bool {
    guard let metric = metric as? any Metric & Hashable else { return false }
    return all.contains { AnyHashable($0) == AnyHashable(metric) }
  }

  private static func advice(for name: String) -> String {
    let names = all.map(\.name)
    if let near = nearestName(to: name, in: names) { return "did you mean `\(near)`?" }
    return "the metrics are \(names.joined(separator: ", "))"
  }
}
