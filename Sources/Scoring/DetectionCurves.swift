/// Precision over recall, and F1 over the score below which boxes are dropped, class by class at the IoU threshold 0.50.
///
/// Precision over recall is that of which `map50` is the mean, as supervision 0.31 has it. F1 over the score is ultralytics' 8.3: precision
/// and recall are joined by straight lines between the scores of boxes.
public struct DetectionCurves: Sendable, Hashable {
  /// The curves of one class.
  public struct ClassCurve: Sendable, Hashable {
    /// The class.
    public let label: String
    /// Boxes of it in the targets that count.
    public let targets: Int
    /// The highest precision at each of `recalls` or above.
    public let precisions: [Double]
    /// F1 of the boxes whose score is not below each of `scores`.
    public let f1: [Double]

    /// The mean of the precisions: the class's `map50`.
    public var averagePrecision: Double { precisions.reduce(0, +) / Double(precisions.count) }
    /// The highest F1, and the score at which it is reached.
    public var best: Best { Best(of: f1, at: DetectionCurves.highest(f1)) }
  }

  /// A place on a curve of F1.
  public struct Best: Sendable, Hashable {
    /// Harmonic mean of precision and recall.
    public let f1: Double
    /// The score below which boxes are dropped.
    public let score: Double

    init(of curve: [Double], at index: Int) { (f1, score) = (curve[index], DetectionCurves.scores[index]) }
  }

  /// By label, one at least.
  public let classes: [ClassCurve]

  /// 0, 0.01, ..., 1.
  public static let recalls = (0...100).map { Double($0) / 100 }
  /// A thousand from 0 to 1.
  public static let scores = (0..<1000).map { Double($0) / 999 }

  /// Nil when no target has a box that counts.
  public init?(_ answers: [ScoredAnswer]) {
    classes = MeanAveragePrecision().classes(of: answers).map { found in
      let ranked = found.ranked(0)
      return ClassCurve(
        label: found.label, targets: found.targets,
        precisions: MeanAveragePrecision.precisions(ranked.map(\.isHit), targets: found.targets),
        f1: Self.f1(ranked, targets: found.targets))
    }
    if classes.isEmpty { return nil }
  }

  /// The mean over the classes, at each of `recalls`.
  public var precisions: [Double] { Self.mean(classes.map(\.precisions)) }
  /// The mean over the classes, at each of `scores`.
  public var f1: [Double] { Self.mean(classes.map(\.f1)) }
  /// The highest mean F1, and where: of the curve smoothed, as one box more or less would otherwise move the place.
  public var best: Best { Best(of: f1, at: Self.highest(Self.smooth(f1))) }

  private static func mean(_ curves: [[Double]]) -> [Double] {
    curves[0].indices.map { place in curves.reduce(0) { $0 + $1[place] } / Double(curves.count) }
  }

  /// The first of the highest.
  private static func highest(_ curve: [Double]) -> Int { curve.indices.reduce(0) { curve[$1] > curve[$0] ? $1 : $0 } }

  private static func f1(_ ranked: [(score: Float, isHit: Bool)], targets: Int) -> [Double] {
    if ranked.isEmpty { return scores.map { _ in 0 } }
    var hits = 0.0
    var (recalls, precisions) = ([Double](), [Double]())
    for (index, prediction) in ranked.enumerated() {
      if prediction.isHit { hits += 1 }
      recalls.append(hits / Double(targets))
      precisions.append(hits / Double(index + 1))
    }
    // Ascending, as interpolation wants them.
    let places = ranked.map { -Double($0.score) }
    return scores.map { score in
      let recall = interpolated(places, recalls, at: -score, before: 0)
      let precision = interpolated(places, precisions, at: -score, before: 1)
      return 2 * precision * recall / (precision + recall + 1e-16)
    }
  }

  /// The value at `x` on the straight lines through the points, as numpy's `interp`: of points in one place the last counts.
  private static func interpolated(_ xs: [Double], _ ys: [Double], at x: Double, before first: Double) -> Double {
    var (low, high) = (0, xs.count)
    while low < high {
      let middle = (low + high) / 2
      if xs[middle] <= x { low = middle + 1 } else { high = middle }
    }
    // The first `low` points are not beyond x.
    if low == 0 { return first }
    if low == xs.count { return ys[low - 1] }
    return ys[low - 1] + (ys[low] - ys[low - 1]) / (xs[low] - xs[low - 1]) * (x - xs[low - 1])
  }

  /// The mean of the tenth of the curve around each place, beyond its ends as at them.
  private static func smooth(_ curve: [Double]) -> [Double] {
    let reach = (Int((Double(curve.count) * 0.2).rounded(.toNearestOrEven)) / 2 + 1) / 2
    return curve.indices.map { place in
      (place - reach...place + reach).reduce(0) { $0 + curve[min(max($1, 0), curve.count - 1)] } / Double(2 * reach + 1)
    }
  }
}
