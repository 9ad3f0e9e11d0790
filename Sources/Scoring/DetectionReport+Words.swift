import Foundation

extension DetectionReport {
  private static let shownClasses = 100
  private static let shownMistakes = 12
  private static let shownUnknown = 6

  /// For a person: classes, then what is taken for what, then what could not be counted, a line each; of a great many the first, and how
  /// many more there are.
  public var lines: [String] {
    let unknown = confusion.unknownLabels.prefix(Self.shownUnknown).map { "\(named($0.label)) (\($0.count))" }
    let rest = more(confusion.unknownLabels.count - Self.shownUnknown).map { [$0] } ?? []
    return shown(classes.map(\.words), Self.shownClasses) + shown(mistakes.map(\.words), Self.shownMistakes)
      + (unknown.isEmpty ? [] : ["labels that no target has: " + (unknown + rest).joined(separator: ", ")])
      + ["answers: \(confusion.unparsedAnswers) without a box that could be read, \(confusion.truncatedAnswers) cut at max_new_tokens"]
  }

  private func shown(_ lines: [String], _ count: Int) -> [String] {
    lines.prefix(count) + (more(lines.count - count).map { [$0] } ?? [])
  }

  private func more(_ count: Int) -> String? { count > 0 ? "and \(count) more" : nil }
}

extension DetectionReport.ClassRow {
  fileprivate var words: String {
    func number(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "none" }
    let scores = "map50_95 \(number(averagePrecision)), map50 \(number(averagePrecision50)), map75 \(number(averagePrecision75))"
    return "\(named(label)): \(scores), \(pluralized(targets, "target")), \(pluralized(predictions, "prediction"))"
  }
}

extension DetectionReport.Mistake {
  fileprivate var words: String {
    if given == DetectionReport.otherColumns[1] { return "\(count) x \(named(target)) missed" }
    if target == DetectionReport.falseRow { return "\(count) x \(named(given)) where nothing is" }
    return "\(count) x \(named(target)) taken for \(named(given))"
  }
}

/// Region proposals have no label.
private func named(_ label: String) -> String { label.isEmpty ? "region" : label }

private func pluralized(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
