import Essentials

/// The metrics that settings can name.
public enum MetricCatalog {
  /// In the order in which help lists them.
  public static let all: [any Metric & Hashable] = [
    MeanAveragePrecision(), MeanAveragePrecision(isClassAgnostic: true), WordErrorRate(), CharacterErrorRate(), TranslationErrorRate(),
    BLEU(), EditDistance(), ExactMatch(),
  ]

  /// The metrics of these names, each once.
  ///
  /// - Throws: `Faults` with every unknown name and the nearest one. A key such as `wer` is no name, but the advice knows whose it is.
  public static func metrics(named names: [String]) throws -> [any Metric] {
    var metrics: [any Metric] = []
    var faults: [Diagnostic] = []
    for name in names {
      if let metric = all.first(where: { $0.name == name }) {
        if !metrics.contains(where: { $0.name == name }) { metrics.append(metric) }
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
    let keys = all.flatMap { metric in metric.describe().map { (key: $0, name: metric.name) } }
    if let metric = keys.first(where: { $0.key == name })?.name ?? nearestName(to: name, in: names) { return "did you mean `\(metric)`?" }
    return "the metrics are \(names.joined(separator: ", "))"
  }
}
