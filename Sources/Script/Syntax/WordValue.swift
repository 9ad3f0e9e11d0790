import Foundation

/// What a word of argument mode stands for where no type says otherwise, tried in this order: `true`, `false`, `none`, a number, a
/// percentage, a range, otherwise text.
package enum WordValue {
  package static func of(_ word: String) -> Value {
    switch word {
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    case "none": return .none
    default: break
    }
    if let number = number(word) { return number }
    if word.hasSuffix("%"), let number = number(String(word.dropLast())), let share = percentage(number) { return share }
    return range(word).map(Value.range) ?? .text(word)
  }

  /// `-?digits[.digits][e±digits]`; an integer when it has neither point nor exponent and fits 64 bits. Nil for anything else, and for a
  /// number beyond floating point.
  static func number(_ word: String) -> Value? {
    guard isNumber(word) else { return nil }
    if let integer = Int(word) { return .integer(integer) }
    guard let number = Double(word), number.isFinite else { return nil }
    return .number(number)
  }

  /// A number divided by 100.
  static func percentage(_ number: Value) -> Value? { try? Arithmetic.apply(.divided, number, .integer(100)) }

  private static func isNumber(_ word: String) -> Bool {
    var rest = Substring(word).unicodeScalars
    func digits() -> Bool {
      let count = rest.prefix(while: \.isDigit).count
      rest = rest.dropFirst(count)
      return count > 0
    }
    if rest.first == "-" { rest = rest.dropFirst() }
    guard digits() else { return false }
    if rest.first == "." {
      rest = rest.dropFirst()
      guard digits() else { return false }
    }
    if rest.first == "e" {
      rest = rest.dropFirst()
      if rest.first == "+" || rest.first == "-" { rest = rest.dropFirst() }
      guard digits() else { return false }
    }
    return rest.isEmpty
  }

  private static func range(_ word: String) -> IntegerRange? {
    guard let dots = word.range(of: "..") else { return nil }
    guard case .integer(let first)? = number(String(word[..<dots.lowerBound])),
      case .integer(let last)? = number(String(word[dots.upperBound...]))
    else { return nil }
    return IntegerRange(first, last)
  }
}
