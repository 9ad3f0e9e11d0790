import Essentials

/// Mean average precision of detections, as COCO defines it and supervision 0.31 computes it.
///
/// At each of the IoU thresholds 0.50, 0.55, ..., 0.95 the predictions of a class, the most confident first, each take the best target that
/// is left in their image; the average precision is the mean of the precision at the recalls 0, 0.01, ..., 1, each the highest reached at
/// that recall or above. The classes are those of the targets: predictions of any other label are left out. Predictions on images without
/// targets count as false; of an image and class the 100 most confident predictions count.
public struct MeanAveragePrecision: Metric, Hashable {
  /// `mean_average_precision`, or `agnostic_average_precision` when all labels are one class.
  public var name: String { isClassAgnostic ? "agnostic_average_precision" : "mean_average_precision" }
  /// The mean over all thresholds, and at IoU 0.50 and 0.75.
  public func describe() -> [String] { Self.measures.map { prefix + $0 } }

  private static let measures = ["map50_95", "map50", "map75"]
  private var prefix: String { isClassAgnostic ? "agnostic_" : "" }

  /// Takes all labels for one class: how well things are found, whatever they are called.
  public var isClassAgnostic: Bool
  /// The predictions that count, per image and class.
  public var maximumDetections: Int

  /// COCO's rules unless told otherwise.
  public init(isClassAgnostic: Bool = false, maximumDetections: Int = 100) {
    precondition(maximumDetections > 0, "at most \(maximumDetections) detections leave nothing to score")
    self.isClassAgnostic = isClassAgnostic
    self.maximumDetections = maximumDetections
  }

  /// The averages over the classes; none when no target has a box.
  public func compute(_ answers: [ScoredAnswer]) -> Scores {
    guard let report = report(on: answers) else {
      return .nothing(reason: answers.isEmpty ? "there is no sample" : "no target has a box")
    }
    return .values(Dictionary(uniqueKeysWithValues: zip(describe(), [report.map50_95, report.map50, report.map75])))
  }

  /// The averages, and the average precision of each class.
  public struct Report: Sendable, Hashable {
    /// How well one class was found.
    public struct ClassScore: Sendable, Hashable {
      /// The class.
      public var label: String
      /// At each of `iouThresholds`.
      public var averagePrecisions: [Double]

      /// The mean over the thresholds.
      public var map50_95: Double { mean(averagePrecisions) }
    }

    /// By label; one without a label when the metric is class-agnostic.
    public var classes: [ClassScore]

    /// The mean over the classes, at each of `iouThresholds`.
    public var averagePrecisions: [Double] {
      MeanAveragePrecision.iouThresholds.indices.map { threshold in mean(classes.map { $0.averagePrecisions[threshold] }) }
    }

    /// The mean over the thresholds and classes.
    public var map50_95: Double { mean(averagePrecisions) }
    /// The mean over the classes at IoU 0.50.
    public var map50: Double { averagePrecisions[0] }
    /// The mean over the classes at IoU 0.75.
    public var map75: Double { averagePrecisions[5] }
  }

  /// 0.50, 0.55, ..., 0.95, in the very bits of numpy's `linspace`.
  public static let iouThresholds: [Double] = {
    let step = (0.95 - 0.5) / 9
    return (0...9).map { $0 == 9 ? 0.95 : 0.5 + Double($0) * step }
  }()

  /// The scores class by class; nil when no target has a box that counts.
  public func report(on answers: [ScoredAnswer]) -> Report? {
    let classes = classes(of: answers).map { found in
      Report.ClassScore(
        label: found.label,
        averagePrecisions: Self.iouThresholds.indices.map { threshold in
          Self.precisions(found.ranked(threshold).map(\.isHit), targets: found.targets).reduce(0, +) / 101
        })
    }
    return classes.isEmpty ? nil : Report(classes: classes)
  }

  /// The predictions of one class, the most confident first, and how many targets it has.
  struct ClassMatches {
    let label: String
    let targets: Int
    let predictions: [ImageMatches.Prediction]

    /// The predictions that count at one of `iouThresholds`: true or false positives.
    func ranked(_ threshold: Int) -> [(score: Float, isHit: Bool)] {
      predictions.compactMap { prediction in prediction.verdicts[threshold].map { (prediction.score, $0) } }
    }
  }

  /// By label; those without a target that counts are left out.
  func classes(of answers: [ScoredAnswer]) -> [ClassMatches] {
    var images: [ClassName: [ImageMatches]] = [:]
    for answer in answers {
      let (targets, predictions) = (byClass(answer.targetDetections), byClass(answer.predictedDetections))
      for name in Set(targets.keys).union(predictions.keys) {
        images[name, default: []].append(
          ImageMatches(targets: targets[name] ?? [], predictions: mostConfident(predictions[name] ?? [])))
      }
    }
    return images.keys.sorted().compactMap { name in
      let found = images[name] ?? []
      let targets = found.reduce(0) { $0 + $1.targetCount }
      if targets == 0 { return nil }
      return ClassMatches(label: name.text, targets: targets, predictions: byConfidence(found.flatMap(\.predictions), \.score))
    }
  }

  private func byClass(_ detections: [Detection]) -> [ClassName: [Detection]] {
    Dictionary(grouping: detections) { isClassAgnostic ? ClassName("") : $0.className }
  }

  private func mostConfident(_ detections: [Detection]) -> [Detection] {
    Array(byConfidence(detections, \.score).prefix(maximumDetections))
  }

  /// The highest precision reached at the recalls 0, 0.01, ..., 1 or above; 0 at recalls that are not reached.
  ///
  /// - Parameter verdicts: true or false positive, the most confident prediction first.
  static func precisions(_ verdicts: [Bool], targets: Int) -> [Double] {
    var recalls: [Double] = []
    var precisions: [Double] = []
    var hits = 0
    for (index, isHit) in verdicts.enumerated() {
      if isHit { hits += 1 }
      recalls.append(Double(hits) / Double(targets))
      precisions.append(Double(hits) / (Double(index + 1) + .ulpOfOne))
    }
    for index in precisions.indices.dropLast().reversed() { precisions[index] = max(precisions[index], precisions[index + 1]) }
    var reached = 0
    return (0...100).map { step in
      let recall = step == 100 ? 1 : Double(step) * 0.01
      while reached < recalls.count, recalls[reached] < recall { reached += 1 }
      // The reference keeps precisions in single precision.
      return reached < precisions.count ? Double(Float(precisions[reached])) : 0
    }
  }
}

/// Sorted with the highest score first; equal scores stay in order, and what is no number comes last.
private func byConfidence<Element>(_ elements: [Element], _ score: (Element) -> Float) -> [Element] {
  let scores = elements.map { element in
    let score = score(element)
    return score.isNaN ? -.infinity : score
  }
  let order = elements.indices.sorted { a, b in
    let (first, second) = (scores[a], scores[b])
    return first == second ? a < b : first > second
  }
  return order.map { elements[$0] }
}

private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
