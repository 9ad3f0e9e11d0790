import Foundation

/// From where to where an axis reaches, and the way from a value to its place between 0 and 1.
package struct AxisRange: Sendable, Hashable {
  /// The values at both ends.
  package var bounds: ClosedRange<Double>
  /// Whether equal steps multiply.
  package var isLogarithmic = false

  /// A range that shows `values` with `margin` of their span beyond each end.
  ///
  /// No value, one value, and values too close to be told apart get a range round them. Values at and above zero that come near it have
  /// zero as their end, if `startsAtZero`; nothing but zeros reach up to 1 then.
  package init(of values: [Double], margin: Double, startsAtZero: Bool = false, isLogarithmic: Bool = false) {
    self.isLogarithmic = isLogarithmic
    guard var low = values.min(), var high = values.max() else {
      bounds = isLogarithmic ? 0.1...1 : 0...1
      return
    }
    if isLogarithmic {
      let ratio = max(high / low, 1.2)
      let middle = sqrt(low) * sqrt(high)
      bounds = middle / pow(ratio, 0.5 + margin)...middle * pow(ratio, 0.5 + margin)
      return
    }
    if startsAtZero, low == 0, high == 0 {
      bounds = 0...1
      return
    }
    if high - low <= max(max(abs(low), abs(high)) * 1e-9, 1e-200) {
      let reach = max(abs(low), abs(high)) > 1e-200 ? abs(low) * 0.1 : 0.5
      (low, high) = (low - reach, high + reach)
    }
    let span = high - low
    let fromZero = startsAtZero && low >= 0 && low < 0.5 * span
    bounds = (fromZero ? 0 : low - margin * span)...high + margin * span
  }

  /// A range with the ends that are asked for in place of its own; those that leave it no extent, or no logarithm, are not heeded.
  package func limited(to limits: LinePlot.Limits) -> AxisRange {
    var limited = self
    let (low, high) = (limits.lower ?? bounds.lowerBound, limits.upper ?? bounds.upperBound)
    if isLogarithmic && low <= 0 || !(low.isFinite && high.isFinite) { return self }
    if low < high {
      limited.bounds = low...high
    } else if limits.upper == nil {
      limited.bounds = isLogarithmic ? low...low * 10 : low...low + max(1, abs(low))
    } else if limits.lower == nil {
      limited.bounds = isLogarithmic ? high / 10...high : high - max(1, abs(high))...high
    }
    return limited
  }

  /// Where `value` lies: 0 at the lower end, 1 at the upper.
  package func fraction(_ value: Double) -> Double {
    if isLogarithmic { return log(value / bounds.lowerBound) / log(bounds.upperBound / bounds.lowerBound) }
    return (value - bounds.lowerBound) / (bounds.upperBound - bounds.lowerBound)
  }

  /// Round marks.
  package func ticks(count: Int, wholeNumbers: Bool = false) -> Ticks {
    isLogarithmic ? Ticks(logarithmic: bounds, count: count) : Ticks(linear: bounds, count: count, wholeNumbers: wholeNumbers)
  }
}
