import Foundation

/// How well detections are, class by class, and what is taken for what.
public struct DetectionReport: Sendable, Hashable {
  /// One class.
  public struct ClassRow: Sendable, Hashable, Encodable {
    /// The class.
    public let label: String
    /// Boxes of it in the targets.
    public let targets: Int
    /// Boxes of it in the answers.
    public let predictions: Int
    /// The mean of its average precisions over the IoU thresholds 0.50 to 0.95; nil where no target has an area that counts.
    public let averagePrecision: Double?
    /// The same at the threshold 0.50 alone.
    public let averagePrecision50: Double?
    /// The same at the threshold 0.75 alone.
    public let averagePrecision75: Double?

    private enum CodingKeys: String, CodingKey {
      case label, targets, predictions
      case averagePrecision = "map50:95"
      case averagePrecision50 = "map50"
      case averagePrecision75 = "map75"
    }
  }

  /// By label.
  public let classes: [ClassRow]
  /// What is taken for what.
  public let confusion: ConfusionTable

  /// Nil when no target has a box.
  public init?(_ answers: [ScoredAnswer]) {
    confusion = ConfusionTable(answers)
    if confusion.labels.isEmpty { return nil }
    let scores = MeanAveragePrecision().report(on: answers)?.classes ?? []
    let byLabel = Dictionary(uniqueKeysWithValues: scores.map { ($0.label, $0) })
    let targets = Dictionary(grouping: answers.flatMap(\.targetDetections), by: \.label)
    let predictions = Dictionary(grouping: answers.flatMap(\.predictedDetections), by: \.label)
    classes = confusion.labels.map { label in
      let score = byLabel[label]
      return ClassRow(
        label: label, targets: targets[label]?.count ?? 0, predictions: predictions[label]?.count ?? 0,
        averagePrecision: score?.map50_95, averagePrecision50: score?.averagePrecisions[0], averagePrecision75: score?.averagePrecisions[5])
    }
  }

  /// Columns of the confusion table that are no labels.
  public static let otherColumns = ["(unknown)", "(missed)"]
  /// Its last row: predictions where nothing is.
  public static let falseRow = "(nothing)"

  /// The confusion table row by row: for each label how often its targets were given each label, an unknown one, or none; in the last row
  /// the predictions where nothing is.
  public var matrix: [(label: String, counts: [Int])] {
    let rows = confusion.labels.indices.map { row in
      (confusion.labels[row], confusion.counts[row] + [confusion.calledUnknown[row], confusion.missed[row]])
    }
    return rows + [(Self.falseRow, confusion.falseDetections + [confusion.falseUnknown, 0])]
  }

  /// For a person: classes, then what is taken for what, then what could not be counted, a line each.
  public var lines: [String] {
    func number(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "none" }
    let classes = self.classes.map {
      "\($0.label): map50:95 \(number($0.averagePrecision)), map50 \(number($0.averagePrecision50)), map75 \(number($0.averagePrecision75)), "
        + "\($0.targets) targets, \($0.predictions) predictions"
    }
    let columns = confusion.labels + Self.otherColumns
    let mistakes = matrix.flatMap { row in
      zip(columns, row.counts).filter { $0.0 != row.label && $0.1 > 0 }.map { (label: row.label, given: $0.0, count: $0.1) }
    }.sorted { $0.count > $1.count }
    let shown = mistakes.prefix(12).map { "\($0.count) x \($0.label) taken for \($0.given)" }
    let unknown = confusion.unknownLabels.prefix(6).map { "\($0.label) (\($0.count))" }.joined(separator: ", ")
    return classes + shown + (unknown.isEmpty ? [] : ["labels that no target has: \(unknown)"])
      + ["answers: \(confusion.unparsedAnswers) without a box that could be read, \(confusion.truncatedAnswers) cut at max_new_tokens"]
  }
}

/// `classes`, and `confusion` with `labels`, `columns` and `counts`, then what could not be counted.
extension DetectionReport: Encodable {
  private enum CodingKeys: String, CodingKey { case classes, confusion, unknown, unparsed, truncated }

  private struct Table: Encodable {
    let rows: [String]
    let columns: [String]
    let counts: [[Int]]
  }

  /// Writes the classes and the table with the names of its rows and columns.
  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: CodingKeys.self)
    try object.encode(classes, forKey: .classes)
    let table = Table(rows: matrix.map(\.label), columns: confusion.labels + Self.otherColumns, counts: matrix.map(\.counts))
    try object.encode(table, forKey: .confusion)
    try object.encode(Dictionary(uniqueKeysWithValues: confusion.unknownLabels.map { ($0.label, $0.count) }), forKey: .unknown)
    try object.encode(confusion.unparsedAnswers, forKey: .unparsed)
    try object.encode(confusion.truncatedAnswers, forKey: .truncated)
  }
}
