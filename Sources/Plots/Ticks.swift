import Foundation

/// The marks of an axis: round numbers within a range, with their labels.
package struct Ticks: Sendable, Hashable {
  /// Where the marks stand, ascending.
  package var values: [Double] = []
  /// What is written at each.
  package var labels: [String] = []

  /// No marks.
  init() {}

  /// Marks at multiples of 1, 2 or 5 times a power of ten, about `count` of them; `wholeNumbers` leaves out fractions.
  ///
  /// - Precondition: the range is finite and wider than 1e-300.
  package init(linear range: ClosedRange<Double>, count: Int, wholeNumbers: Bool = false) {
    var step = Self.roundStep(atLeast: (range.upperBound - range.lowerBound) / Double(max(1, count)))
    if wholeNumbers { step = max(1, step) }
    let slack = step * 1e-9
    var index = ((range.lowerBound - slack) / step).rounded(.up)
    while index * step <= range.upperBound + slack, values.count < 100 {
      values.append(index * step)
      index += 1
    }
    let largest = max(abs(range.lowerBound), abs(range.upperBound))
    labels = values.map { Self.label($0, step: step, largest: largest) }
  }

  /// Marks at powers of ten, and at 2 and 5 times them where there would be fewer than three.
  ///
  /// - Precondition: the range is finite, positive and not a single point.
  package init(logarithmic range: ClosedRange<Double>, count: Int) {
    let exponents = Int(log10(range.lowerBound).rounded(.down))...Int(log10(range.upperBound).rounded(.up))
    let every = max(1, exponents.count / max(1, count))
    let decades = exponents.filter { $0 % every == 0 }.map { pow(10, Double($0)) }.filter(range.contains)
    let fine = exponents.flatMap { exponent in [1, 2, 5].map { $0 * pow(10, Double(exponent)) } }.filter(range.contains)
    let round = decades.count >= 3 ? decades : fine
    self.init(linear: range, count: count)
    if round.count < 2 { return }
    values = round
    labels = round.map { Self.label($0, step: $0, largest: $0) }
  }

  /// The smallest of 1, 2, 5 times a power of ten that is not below `step`.
  private static func roundStep(atLeast step: Double) -> Double {
    let power = pow(10, log10(step).rounded(.down))
    return [1, 2, 5].map { $0 * power }.first { $0 >= step * (1 - 1e-9) } ?? 10 * power
  }

  /// As few digits as tell neighbours apart; on axes of very large and very small numbers as `2.5e-6`.
  private static func label(_ value: Double, step: Double, largest: Double) -> String {
    if abs(value) < step * 1e-6 { return "0" }
    let digits = Int((log10(abs(value)) + 1e-9).rounded(.down))
    // The last digit that a step changes.
    let last = Int((log10(step) + 1e-9).rounded(.down))
    if digits >= 6 || largest < 0.9e-3 {
      var mantissa = String(format: "%.*f", max(0, digits - last), value / pow(10, Double(digits)))
      if mantissa.contains(".") { mantissa = String(mantissa.trimmingSuffix { $0 == "0" }.trimmingSuffix { $0 == "." }) }
      return mantissa.replacing("-", with: "\u{2212}") + "e\(digits)"
    }
    return String(format: "%.*f", max(0, -last), value).replacing("-", with: "\u{2212}")
  }
}

extension StringProtocol {
  fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> SubSequence {
    self[..<(lastIndex { !isTrimmed($0) }.map(index(after:)) ?? startIndex)]
  }
}
