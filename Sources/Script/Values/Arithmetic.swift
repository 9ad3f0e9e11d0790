import Foundation

/// What the operators between two values do. Types are never mixed silently.
enum Arithmetic {
  /// The largest value a program may build, in bytes.
  static let sizeLimit = 1 << 26
  /// How deeply a program may nest lists.
  static let depthLimit = 100

  static func apply(_ operation: BinaryOperator, _ a: Value, _ b: Value) throws(ValueFault) -> Value {
    switch operation {
    case .or, .and: preconditionFailure("\(operation.rawValue) does not always need its second operand")
    case .isIn: return .boolean(try contains(b, a))
    case .equal: return .boolean(try equal(a, b))
    case .notEqual: return .boolean(!(try equal(a, b)))
    case .less: return .boolean(try less(a, b))
    case .greater: return .boolean(try less(b, a))
    case .lessOrEqual: return .boolean(try less(a, b) || a == b)
    case .greaterOrEqual: return .boolean(try less(b, a) || a == b)
    case .plus: return try sum(a, b)
    case .minus, .times, .divided, .remainder, .power: return try number(operation, a, b)
    }
  }

  static func negate(_ value: Value) throws(ValueFault) -> Value {
    switch value {
    case .integer(let value): value == .min ? .number(-Double(value)) : .integer(-value)
    // The one whole number whose positive twin does not fit 64 bits.
    case .number(0x1p63): .integer(.min)
    case .number(let value): .number(-value)
    default: throw ValueFault("`-` needs a number, not \(value.typeName)")
    }
  }

  /// The value, when a program may have one as large.
  static func bounded(_ value: Value) throws(ValueFault) -> Value {
    if value.size > sizeLimit { throw tooLarge }
    if value.depth > depthLimit { throw ValueFault("this value is nested more than \(depthLimit) deep") }
    return value
  }

  private static var tooLarge: ValueFault { ValueFault("this value is larger than \(sizeLimit >> 20) MiB") }

  private static func mixed(_ sign: String, _ a: Value, _ b: Value) -> ValueFault {
    var hint: String?
    if sign == "+", case .text = a { hint = "text(...) makes a text of any value, and \"{...}\" puts one into a text" }
    if sign == "+", case .text = b { hint = "text(...) makes a text of any value, and \"{...}\" puts one into a text" }
    return ValueFault("`\(sign)` cannot join \(a.typeName) and \(b.typeName)", hint: hint)
  }

  private static func sum(_ a: Value, _ b: Value) throws(ValueFault) -> Value {
    switch (a, b) {
    case (.text(let a), .text(let b)):
      guard a.utf8.count + b.utf8.count < sizeLimit else { throw tooLarge }
      return .text(a + b)
    case (.list(let a), .list(let b)):
      guard saturatingSum([a.size, b.size]) < sizeLimit else { throw tooLarge }
      return .list(List(a.elements + b.elements))
    default: return try number(.plus, a, b)
    }
  }

  private static func equal(_ a: Value, _ b: Value) throws(ValueFault) -> Bool {
    guard a.isComparable(to: b) || a == .none || b == .none else {
      throw ValueFault("\(a.typeName) and \(b.typeName) cannot be compared", hint: typeHint(a, b))
    }
    return a == b
  }

  private static func less(_ a: Value, _ b: Value) throws(ValueFault) -> Bool {
    if let answer = a.isLess(than: b) { return answer }
    guard a.isComparable(to: b) else { throw ValueFault("\(a.typeName) and \(b.typeName) cannot be compared", hint: typeHint(a, b)) }
    throw ValueFault("there is no order between two values that are \(a.typeName)", hint: "only numbers and texts have an order")
  }

  private static func typeHint(_ a: Value, _ b: Value) -> String? {
    switch (a, b) {
    case (.none, _), (_, .none): "a result that does not exist is none: ask first whether it is, with `== none`"
    case (.text(let text), .integer), (.text(let text), .number), (.integer, .text(let text)), (.number, .text(let text)):
      WordValue.number(text) == nil ? nil : "\(Value.literal(of: text)) in quotes is a text; the number is \(text)"
    default: nil
    }
  }

  private static func contains(_ whole: Value, _ part: Value) throws(ValueFault) -> Bool {
    switch (whole, part) {
    case (.list(let list), _): return list.elements.contains(part)
    case (.range(let range), .integer(let value)): return range.contains(value)
    case (.range(let range), .number(let value)): return Int(exactly: value).map(range.contains) ?? false
    case (.text(let text), .text(let part)): return part.isEmpty || text.contains(part)
    case (.record(let record), .text(let name)): return record[name] != nil
    case (.range, _), (.text, _), (.record, _): throw ValueFault("\(part.typeName) cannot be `in` \(whole.typeName)")
    default: throw ValueFault("`in` looks into a list, a range, a text or a record, not \(whole.typeName)")
    }
  }

  private static func number(_ operation: BinaryOperator, _ a: Value, _ b: Value) throws(ValueFault) -> Value {
    if case .integer(let a) = a, case .integer(let b) = b { return try integers(operation, a, b) }
    guard let x = a.asNumber, let y = b.asNumber else {
      if a.isComparable(to: b) { throw ValueFault("`\(operation.rawValue)` has no meaning between two values that are \(a.typeName)") }
      throw mixed(operation.rawValue, a, b)
    }
    return .number(try doubles(operation, x, y))
  }

  /// Exact where the answer is a whole number that fits 64 bits, floating point otherwise.
  private static func integers(_ operation: BinaryOperator, _ a: Int, _ b: Int) throws(ValueFault) -> Value {
    let exact: (partialValue: Int, overflow: Bool)
    switch operation {
    case .plus: exact = a.addingReportingOverflow(b)
    case .minus: exact = a.subtractingReportingOverflow(b)
    case .times: exact = a.multipliedReportingOverflow(by: b)
    case .divided where b != 0 && !(a == .min && b == -1) && a % b == 0: exact = (a / b, false)
    case .remainder where b != 0:
      let rest = b == -1 ? 0 : a % b
      exact = (rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest, false)
    case .power where b >= 0: exact = power(a, b)
    default: exact = (0, true)
    }
    return exact.overflow ? .number(try doubles(operation, Double(a), Double(b))) : .integer(exact.partialValue)
  }

  /// By squaring, so that an exponent however large takes 64 steps at most.
  private static func power(_ base: Int, _ exponent: Int) -> (partialValue: Int, overflow: Bool) {
    var result = 1
    for bit in stride(from: Int.bitWidth - 1 - exponent.leadingZeroBitCount, through: 0, by: -1) {
      let square = result.multipliedReportingOverflow(by: result)
      let next = exponent >> bit & 1 == 1 ? square.partialValue.multipliedReportingOverflow(by: base) : (square.partialValue, false)
      if square.overflow || next.1 { return (0, true) }
      result = next.0
    }
    return (result, false)
  }

  private static func doubles(_ operation: BinaryOperator, _ a: Double, _ b: Double) throws(ValueFault) -> Double {
    switch operation {
    case .plus: return a + b
    case .minus: return a - b
    case .times: return a * b
    case .divided:
      guard b != 0 else { throw ValueFault("division by zero") }
      return a / b
    case .remainder:
      guard b != 0 else { throw ValueFault("remainder of a division by zero") }
      let rest = fmod(a, b)
      return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
    default:
      if a == 0, b < 0 { throw ValueFault("zero has no negative power") }
      let power = pow(a, b)
      if power.isNaN, !a.isNaN, !b.isNaN {
        throw ValueFault("\(Value.literal(of: a)) to the power \(Value.literal(of: b)) is not a real number")
      }
      return power
    }
  }
}
