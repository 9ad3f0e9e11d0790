import Foundation

/// A measured value for a person: four significant digits, `0.9784`, `12.35`, `1.234e-5`; whole numbers whole, and all digits before the point.
package func figureText(_ value: Double) -> String {
  guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
  if abs(value) < 1e15, value == value.rounded() || abs(value) >= 9999.5 { return "\(Int(value.rounded()))" }
  let text = String(format: "%.4g", value)
  guard let mark = text.firstIndex(of: "e") else { return text }
  let exponent = Int(text[text.index(after: mark)...]) ?? 0
  return "\(text[..<mark])e\(exponent)"
}
