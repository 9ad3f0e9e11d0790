import Images

extension AxisRange {
  /// The heights that an axis should show of several curves: all, but of a curve that runs away from the others no more than they need.
  ///
  /// - Parameter curves: in the order in which each goes; the points that are not finite left out.
  package static func robust(_ curves: [[Double]]) -> [Double] {
    let calm = curves.filter { !$0.isEmpty }.map(withoutSpikes)
    // From the lowest top: a curve far above all that are lower, which began among them, has run away.
    var range: ClosedRange<Double>?
    var shown: [Double] = []
    for curve in calm.sorted(by: { $0.top < $1.top }) {
      let (low, high) = (curve.bottom, curve.top)
      guard let lower = range else {
        range = low...high
        shown += [low, high]
        continue
      }
      let span = lower.upperBound - lower.lowerBound
      let limit = lower.upperBound + runaway * span
      if span > 0, high > limit, let first = curve.first, first <= lower.upperBound + span {
        shown += [low, min(high, lower.upperBound + headroom * span)]
      } else {
        range = min(lower.lowerBound, low)...max(lower.upperBound, high)
        shown += [low, high]
      }
    }
    return shown
  }

  /// In spans of the other curves: how far above them a curve is taken for a runaway, and how far it is still shown.
  private static let (runaway, headroom) = (2.0, 0.35)
  /// A spike stands this many times as far out as all but a few values.
  private static let spike = 10.0
  /// Fewer values have no spikes.
  private static let least = 24

  /// A curve without the values that stand far from nearly all of it.
  private static func withoutSpikes(_ curve: [Double]) -> [Double] {
    guard curve.count >= least else { return curve }
    let sorted = curve.sorted()
    let (low, high) = (sorted[sorted.count / 50], sorted[sorted.count - 1 - sorted.count / 50])
    let reach = spike * (high - low)
    return reach > 0 ? curve.filter { (low - reach...high + reach).contains($0) } : curve
  }
}

extension [Double] {
  fileprivate var top: Double { self.max() ?? 0 }
  fileprivate var bottom: Double { self.min() ?? 0 }
}
