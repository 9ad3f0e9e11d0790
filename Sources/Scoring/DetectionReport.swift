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
    /// Its average precision at the threshold 0.50 alone.
    public let averagePrecision50: Double?
    /// Its average precision at the threshold 0.75 alone.
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
    let byClass = Dictionary(uniqueKeysWithValues: scores.map { (ClassName($0.label), $0) })
    let targets = Self.counts(answers.lazy.flatMap(\.targetDetections))
    let predictions = Self.counts(answers.lazy.flatMap(\.predictedDetections))
    classes = confusion.labels.map { label in
      let name = ClassName(label)
      let score = byClass[name]
      return ClassRow(
        label: label, targets: targets[name] ?? 0, predictions: predictions[name] ?? 0,
        averagePrecision: score?.map50_95, averagePrecision50: score?.averagePrecisions[0], averagePrecision75: score?.averagePrecisions[5])
    }
  }

  private static func counts(_ detections: some Sequence<Detection>) -> [ClassName: Int] {
    detections.reduce(into: [:]) { $0[$1.className, default: 0] += 1 }
  }

  /// Columns of the confusion table that are no labels.
  public static let otherColumns = ["(unknown)", "(missed)"]
  /// Its last row: predictions where nothing is.
  public static let falseRow = "(nothing)"

  /// The names of the confusion table's columns.
  public var columns: [String] { confusion.labels + Self.otherColumns }

  /// Of more labels the table is not written out.
  public static let tableLimit = 200

  /// Whether the table is small enough to be written out.
  public var hasTable: Bool { confusion.labels.count <= Self.tableLimit }

  /// The confusion table row by row: for each label how often its targets were given each label, an unknown one, or none; in the last row
  /// the predictions where nothing is.
  public var matrix: [(label: String, counts: [Int])] {
    let rows = zip(confusion.labels, confusion.counts).enumerated().map { place, row in
      (row.0, row.1 + [confusion.calledUnknown[place], confusion.missed[place]])
    }
    return rows + [(Self.falseRow, confusion.falseDetections + [confusion.falseUnknown, 0])]
  }

  /// Targets that were called something else, or missed, and predictions where nothing is.
  public struct Mistake: Sendable, Hashable, Encodable {
    /// A row of the table.
    public let target: String
    /// A column of the table.
    public let given: String
    /// At least one.
    public let count: Int
  }

  /// All of the table that is not on its diagonal, the most frequent first.
  public var mistakes: [Mistake] {
    let labels = confusion.labels
    let exchanged = confusion.meetings.filter { $0.key.target != $0.key.given }
      .sorted { ($0.key.target, $0.key.given) < ($1.key.target, $1.key.given) }
      .map { Mistake(target: labels[$0.key.target], given: labels[$0.key.given], count: $0.value) }
    let unmet = labels.indices.flatMap { place in
      [
        Mistake(target: labels[place], given: Self.otherColumns[0], count: confusion.calledUnknown[place]),
        Mistake(target: labels[place], given: Self.otherColumns[1], count: confusion.missed[place]),
        Mistake(target: Self.falseRow, given: labels[place], count: confusion.falseDetections[place]),
      ]
    }
    let unknown = Mistake(target: Self.falseRow, given: Self.otherColumns[0], count: confusion.falseUnknown)
    let all = (exchanged + unmet + [unknown]).filter { $0.count > 0 }
    return all.indices.sorted { (all[$1].count, $0) < (all[$0].count, $1) }.map { all[$0] }
  }
}

/// `classes`, and `confusion` with `rows`, `columns` and `counts`, then what could not be counted; of a great many labels `mistakes` in place
/// of the table, most of which would be noughts.
extension DetectionReport: Encodable {
  private enum CodingKeys: String, CodingKey { case classes, confusion, mistakes, unknown, unparsed, truncated }

  private struct Table: Encodable {
    let rows: [String]
    let columns: [String]
    let counts: [[Int]]
  }

  /// Writes the classes and the table with the names of its rows and columns.
  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: CodingKeys.self)
    try object.encode(classes, forKey: .classes)
    if hasTable {
      let table = matrix
      try object.encode(Table(rows: table.map(\.label), columns: columns, counts: table.map(\.counts)), forKey: .confusion)
    } else {
      try object.encode(mistakes, forKey: .mistakes)
    }
    try object.encode(Dictionary(uniqueKeysWithValues: confusion.unknownLabels.map { ($0.label, $0.count) }), forKey: .unknown)
    try object.encode(confusion.unparsedAnswers, forKey: .unparsed)
    try object.encode(confusion.truncatedAnswers, forKey: .truncated)
  }
}
