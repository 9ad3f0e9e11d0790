import Essentials
import Presentation
import Scoring

extension DetectionReport {
  private static let (shownClasses, shownMistakes, shownUnknown) = (100, 12, 6)
  /// Of more labels a table of what is taken for what is hard to read.
  private static let readableLabels = 8

  /// For a person: the classes, what is taken for what, and what could not be counted; of a great many the first, and how many more there are.
  package var display: Display {
    var display = classDisplay
    display.append(confusion.labels.count <= Self.readableLabels ? Display(confusionTable) : mistakeDisplay)
    let unknown = confusion.unknownLabels.prefix(Self.shownUnknown).map { "\(named($0.label)) (\($0.count))" }
    if !unknown.isEmpty {
      let rest = more(confusion.unknownLabels.count - Self.shownUnknown).map { [$0] } ?? []
      display.append("labels that no target has: " + (unknown + rest).joined(separator: ", "))
    }
    display.append(
      "answers: \(confusion.unparsedAnswers) without a box that could be read, \(confusion.truncatedAnswers) cut at max_new_tokens")
    return display
  }

  /// Class by class how many there are and how well they are found.
  package var classDisplay: Display {
    var table = Table([
      .init("class"), .init("targets", .right), .init("predictions", .right), .init("map50_95", .point), .init("map50", .point),
      .init("map75", .point),
    ])
    for row in classes.prefix(Self.shownClasses) {
      table.append([
        .init(named(row.label)), .count(row.targets), .count(row.predictions), .figure(row.averagePrecision),
        .figure(row.averagePrecision50), .figure(row.averagePrecision75),
      ])
    }
    return Display([.table(table)] + (more(classes.count - Self.shownClasses).map { [.text($0)] } ?? []))
  }

  /// Targets in rows, what they were called in columns.
  private var confusionTable: Table {
    var table = Table([.init("target \\ called")] + columns.map { .init(named($0), .right) })
    for (row, (label, counts)) in matrix.enumerated() {
      table.append(
        [.init(named(label), .heading)]
          + counts.enumerated().map { column, count in .count(count, count == 0 ? .faint : row == column ? .best : .text) })
    }
    return table
  }

  private var mistakeDisplay: Display {
    var table = Table([.init("times", .right), .init("target"), .init("called")])
    for mistake in mistakes.prefix(Self.shownMistakes) {
      table.append([.count(mistake.count), .init(named(mistake.target)), .init(named(mistake.given))])
    }
    if table.rows.isEmpty { return .none }
    return Display([.table(table)] + (more(mistakes.count - Self.shownMistakes).map { [.text($0)] } ?? []))
  }

  private func more(_ count: Int) -> String? { count > 0 ? "and \(count) more" : nil }

  /// Region proposals have no label.
  private func named(_ label: String) -> String { label.isEmpty ? "region" : label.visible }
}
