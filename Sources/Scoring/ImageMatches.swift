import Essentials

/// Which predictions of one class in one image hit a target.
struct ImageMatches {
  struct Prediction {
    var score: Float
    /// At each IoU threshold: a true positive, a false positive, or nil for one that does not count.
    var verdicts: [Bool?]
  }

  let predictions: [Prediction]
  /// The targets that count.
  let targetCount: Int

  /// COCO counts boxes of these areas alone, in square pixels; a box turned inside out has a negative area.
  private static let areas = 0...1e10

  /// - Parameter predictions: the most confident first.
  init(targets: [Detection], predictions: [Detection]) {
    let boxes = targets.map { ScoredBox($0.box) }
    let counts = boxes.map { Self.areas.contains($0.signedArea) }
    targetCount = counts.count { $0 }
    let predictedBoxes = predictions.map { ScoredBox($0.box) }
    let overlaps = predictedBoxes.map { box in boxes.map(box.intersectionOverUnion) }
    var verdicts = predictions.map { _ in [Bool?]() }
    for threshold in MeanAveragePrecision.iouThresholds {
      var isTaken = boxes.map { _ in false }
      for (index, overlap) in overlaps.enumerated() {
        let best =
          bestTarget(overlap, threshold: threshold) { !isTaken[$0] && counts[$0] }
          ?? bestTarget(overlap, threshold: threshold) { !isTaken[$0] }
        if let best {
          isTaken[best] = true
          verdicts[index].append(counts[best] ? true : nil)
        } else {
          let area = predictedBoxes[index].signedArea
          verdicts[index].append(area < Self.areas.lowerBound || area > Self.areas.upperBound ? nil : false)
        }
      }
    }
    self.predictions = zip(predictions, verdicts).map { Prediction(score: $0.score, verdicts: $1) }
  }
}

/// The target with the largest overlap among those that may be taken; of equal overlaps the last.
private func bestTarget(_ overlaps: [Double], threshold: Double, mayTake: (Int) -> Bool) -> Int? {
  var best: Int?
  for (target, overlap) in overlaps.enumerated() where overlap >= threshold && mayTake(target) {
    if overlap >= best.map({ overlaps[$0] }) ?? threshold { best = target }
  }
  return best
}

/// A box in double precision, as the reference measures it: corner and extent.
private struct ScoredBox {
  let x: Double
  let y: Double
  let width: Double
  let height: Double

  init(_ box: Box) {
    x = Double(box.x0)
    y = Double(box.y0)
    width = Double(box.x1) - x
    height = Double(box.y1) - y
  }

  /// Negative when one axis is turned round.
  var signedArea: Double { width * height }

  private var right: Double { x + width }
  private var bottom: Double { y + height }
  private var area: Double { max(right - x, 0) * max(bottom - y, 0) }

  /// Not a number when a coordinate of either is none; then nothing matches.
  func intersectionOverUnion(_ other: ScoredBox) -> Double {
    guard (right + bottom + other.right + other.bottom).isFinite else { return .nan }
    let width = max(min(right, other.right) - max(x, other.x), 0)
    let height = max(min(bottom, other.bottom) - max(y, other.y), 0)
    let intersection = width * height
    return intersection / (area + other.area - intersection + .ulpOfOne)
  }
}
