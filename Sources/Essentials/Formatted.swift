import Foundation

/// A measured value for a person: four decimals, enough to see a loss fall, and three digits of what is smaller than those show.
package func formatted(_ value: Double) -> String { String(format: abs(value) < 0.001 && value != 0 ? "%.3g" : "%.4f", value) }
