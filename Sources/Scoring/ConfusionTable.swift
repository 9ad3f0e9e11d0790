import Essentials

/// Which labels a model gives to the things of each label: matches of boxes whatever they are called, counted.
///
/// In each image targets and predictions that overlap by more than `iouThreshold` are paired, those of one label first, then by overlap; each
/// takes part in one pair. Source: the confusion matrix of supervision 0.31.
public struct ConfusionTable: Sendable, Hashable {
  /// The labels of the targets, sorted: the rows, and the columns of the predictions.
  public let labels: [String]
  /// How often a target of one label was called another, or its own; pairs that never met are not in it, for captions make thousands of labels.
  private(set) var meetings: [Meeting: Int] = [:]
  /// Targets of each label that were called by a label no target has.
  public private(set) var calledUnknown: [Int]
  /// Targets of each label that no prediction met.
  public private(set) var missed: [Int]
  /// Predictions of each label where no target is.
  public private(set) var falseDetections: [Int]
  /// Predictions with a label that no target has where no target is.
  public private(set) var falseUnknown = 0
  /// Predictions with a label that no target has, by label, the most frequent first.
  public let unknownLabels: [Tally]
  /// Answers that say something and locate nothing.
  public let unparsedAnswers: Int
  /// Answers that the limit on new tokens cut.
  public let truncatedAnswers: Int

  /// Places in `labels`.
  struct Meeting: Hashable {
    let target: Int
    let given: Int
  }

  /// A label and how often it was given.
  public struct Tally: Sendable, Hashable {
    /// The label.
    public let label: String
    /// At least one.
    public let count: Int

    /// A label with its count.
    public init(label: String, count: Int) {
      self.label = label
      self.count = count
    }
  }

  /// Counts all answers.
  ///
  /// - Parameters:
  ///   - answers: with the targets they are held against.
  ///   - iouThreshold: pairs overlap by more.
  public init(_ answers: [ScoredAnswer], iouThreshold: Float = 0.5) {
    let classes = Set(answers.lazy.flatMap(\.targetDetections).map(\.className)).sorted()
    labels = classes.map(\.text)
    let places = Dictionary(uniqueKeysWithValues: zip(classes, classes.indices))
    calledUnknown = classes.map { _ in 0 }
    missed = calledUnknown
    falseDetections = calledUnknown
    let unknown = Dictionary(grouping: answers.lazy.flatMap(\.predictedDetections).filter { places[$0.className] == nil }, by: \.label)
    unknownLabels = unknown.map { Tally(label: $0, count: $1.count) }.sorted { ($1.count, $0.label) < ($0.count, $1.label) }
    unparsedAnswers = answers.count(where: \.isUnparsed)
    truncatedAnswers = answers.count(where: \.isTruncated)
    for answer in answers { count(answer, places, iouThreshold) }
  }

  /// How often a target of `labels[row]` was called `labels[column]`: as many rows and columns as labels.
  public var counts: [[Int]] {
    labels.indices.map { row in labels.indices.map { meetings[Meeting(target: row, given: $0)] ?? 0 } }
  }

  /// All predictions with a label that no target has.
  public var unknownCount: Int { unknownLabels.reduce(0) { $0 + $1.count } }

  private mutating func count(_ answer: ScoredAnswer, _ places: [ClassName: Int], _ threshold: Float) {
    let targets = answer.targetDetections.map { (box: $0.box, place: places[$0.className]) }
    let predictions = answer.predictedDetections.map { (box: $0.box, place: places[$0.className]) }
    var pairs: [(target: Int, prediction: Int, isSame: Bool, overlap: Float)] = []
    for (target, wanted) in targets.enumerated() {
      for (prediction, given) in predictions.enumerated() {
        let overlap = wanted.box.overlap(with: given.box)
        if overlap > threshold { pairs.append((target, prediction, wanted.place == given.place, overlap)) }
      }
    }
    let order = pairs.indices.sorted { a, b in
      let (one, other) = (pairs[a], pairs[b])
      if one.isSame != other.isSame { return one.isSame }
      return one.overlap == other.overlap ? a < b : one.overlap > other.overlap
    }
    var partners: [Int?] = targets.map { _ in nil }
    var isTaken = predictions.map { _ in false }
    for pair in order.map({ pairs[$0] }) where partners[pair.target] == nil && !isTaken[pair.prediction] {
      partners[pair.target] = pair.prediction
      isTaken[pair.prediction] = true
    }
    for (target, partner) in zip(targets, partners) {
      guard let row = target.place else { continue }
      switch partner.map({ predictions[$0].place }) {
      case nil: missed[row] += 1
      case .some(nil): calledUnknown[row] += 1
      case .some(let column?): meetings[Meeting(target: row, given: column), default: 0] += 1
      }
    }
    for (prediction, isTaken) in zip(predictions, isTaken) where !isTaken {
      if let column = prediction.place { falseDetections[column] += 1 } else { falseUnknown += 1 }
    }
  }
}

extension Box {
  /// Intersection over union in double precision, rounded as the reference does; 0 where the union has no area.
  fileprivate func overlap(with other: Box) -> Float {
    guard x0 < other.x1, other.x0 < x1, y0 < other.y1, other.y0 < y1 else { return 0 }
    let width = max(min(Double(x1), Double(other.x1)) - max(Double(x0), Double(other.x0)), 0)
    let height = max(min(Double(y1), Double(other.y1)) - max(Double(y0), Double(other.y0)), 0)
    let intersection = width * height
    let union = area + other.area - intersection
    return union > 0 ? Float(intersection / union) : 0
  }

  private var area: Double { (Double(x1) - Double(x0)) * (Double(y1) - Double(y0)) }
}
