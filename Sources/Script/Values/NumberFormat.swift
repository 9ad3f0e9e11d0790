import Foundation

/// How a value stands in a text: `.3` three significant digits, `.2f` two behind the point, `.2e` with an exponent, `.1%` as a percentage;
/// before that how wide it is at least, and `<` or `>` for the side it stands at.
package struct NumberFormat: Sendable, Hashable {
  enum Digits: Hashable {
    case significant(Int)
    case fixed(Int)
    case exponent(Int)
    case percent(Int)
  }

  /// Nil: all digits.
  var digits: Digits?
  var width = 0
  /// Nil: numbers at the right, everything else at the left.
  var isAtLeft: Bool?

  /// What may be written, for hints.
  static let forms = "a form is written {$x:.3}, three digits; {$x:.2f}, two behind the point; .2e, .1%; {$x:>8} fills up to 8 characters"
  static let widestText = 200
  static let mostDigits = 20

  func text(of value: Value) throws(ValueFault) -> String {
    let text = try unfilled(value)
    let blanks = String(repeating: " ", count: max(0, width - text.count))
    return isAtLeft ?? (value.asNumber == nil) ? text + blanks : blanks + text
  }

  private func unfilled(_ value: Value) throws(ValueFault) -> String {
    guard let digits else { return value.display }
    switch value {
    // A measure of nothing is none: not worth a recipe's end.
    case .none: return value.literal
    case .list(let list):
      var elements: [String] = []
      for element in list.elements { elements.append(try unfilled(element)) }
      return "[" + elements.joined(separator: ", ") + "]"
    case .integer, .number: return Self.text(of: value, digits)
    case .boolean, .text, .range, .record: throw ValueFault("digits are for numbers, not for \(value.typeName)")
    }
  }

  private static func text(of value: Value, _ digits: Digits) -> String {
    guard let number = value.asNumber, number.isFinite else { return value.literal }
    switch digits {
    case .significant(let count):
      if case .integer = value { return value.literal }
      return Double(String(format: "%.\(max(0, count - 1))e", number)).map(Value.literal(of:)) ?? value.literal
    case .fixed(let count): return String(format: "%.\(count)f", number)
    case .percent(let count): return String(format: "%.\(count)f%%", number * 100)
    case .exponent(let count):
      let parts = String(format: "%.\(count)e", number).split(separator: "e")
      return "\(parts[0])e\(Int(parts[1]) ?? 0)"
    }
  }
}
