import Foundation

/// The functions of expressions.
package enum BuiltinFunction: String, Sendable, CaseIterable {
  case min, max, abs, round, len, sum, mean, exp, log, sqrt, text
  case sort, first, last, append, argmin, argmax, files

  /// Whether a definition may have its name: so for all that the first recipes did not have yet.
  var yieldsToDefinitions: Bool {
    switch self {
    case .min, .max, .abs, .round, .len, .sum, .mean, .exp, .log, .sqrt, .text: false
    default: true
    }
  }

  /// How it is called, and what it gives.
  package var usage: (call: String, meaning: String) {
    switch self {
    case .min: ("min(a, b, ...) or min(list)", "the smallest, of numbers or of texts")
    case .max: ("max(a, b, ...) or max(list)", "the largest, of numbers or of texts")
    case .abs: ("abs(number)", "the number without its sign")
    case .round: ("round(number, digits)", "the nearest whole number, or with so many digits after the point; halves away from zero")
    case .len: ("len(value)", "how many elements a list or range, fields a record, Unicode scalars a text has")
    case .sum: ("sum(list)", "the sum of a list or range of numbers")
    case .mean: ("mean(list)", "the mean of a list or range of numbers")
    case .exp: ("exp(number)", "e to that power")
    case .log: ("log(number)", "the natural logarithm")
    case .sqrt: ("sqrt(number)", "the square root")
    case .text: ("text(value)", "the value as a text, as print shows it")
    case .sort: ("sort(list, field)", "the list from the smallest to the largest; of records, by the field that is named")
    case .first: ("first(list, count)", "the first element; with a count, a list of so many from the beginning")
    case .last: ("last(list, count)", "the last element; with a count, a list of so many from the end")
    case .append: ("append(list, value)", "the list with one element more at its end")
    case .argmin: ("argmin(list, field)", "where the smallest element stands, counted from 0; of records, by the field that is named")
    case .argmax: ("argmax(list, field)", "where the largest element stands, counted from 0; of records, by the field that is named")
    case .files: ("files(pattern)", "the paths that fit a pattern, in order: files('*.jpg')")
    }
  }

  /// How many arguments it takes.
  var arity: ClosedRange<Int> {
    switch self {
    case .min, .max: 1...Int.max
    case .round, .sort, .first, .last, .argmin, .argmax: 1...2
    case .append: 2...2
    default: 1...1
    }
  }

  func callAsFunction(_ arguments: [Value]) throws(ValueFault) -> Value {
    let first = arguments[0]
    switch self {
    case .min: return try extreme(arguments) { $1.isLess(than: $0) }
    case .max: return try extreme(arguments) { $0.isLess(than: $1) }
    case .abs:
      guard let negative = first.isLess(than: .integer(0)) else { throw needs("a number", first) }
      return negative ? try Arithmetic.negate(first) : first
    case .round: return try round(first, digits: arguments.count > 1 ? arguments[1] : .integer(0))
    case .len: return .integer(try count(first))
    case .sum: return try sum(first)
    case .mean:
      let count = try count(first)
      if count == 0 { throw ValueFault("an empty list has no mean") }
      return try Arithmetic.apply(.divided, sum(first), .integer(count))
    case .exp: return .number(Foundation.exp(try number(first)))
    case .log:
      let number = try number(first)
      if number <= 0 { throw ValueFault("only a number above 0 has a logarithm, not \(first.literal)") }
      return .number(Foundation.log(number))
    case .sqrt:
      let number = try number(first)
      if number < 0 { throw ValueFault("a number below 0 has no square root: \(first.literal)") }
      return .number(number.squareRoot())
    case .text: return .text(first.display)
    case .sort, .first, .last, .append, .argmin, .argmax: return try ofList(arguments)
    case .files:
      guard case .text(let pattern) = first else { throw needs("a pattern such as '*.jpg'", first) }
      return .list(List(try FilePattern(pattern).paths().map(Value.text)))
    }
  }

  func needs(_ what: String, _ value: Value) -> ValueFault { ValueFault("`\(rawValue)` needs \(what), not \(value.typeName)") }

  private func number(_ value: Value) throws(ValueFault) -> Double {
    guard let number = value.asNumber else { throw needs("a number", value) }
    return number
  }

  private func count(_ value: Value) throws(ValueFault) -> Int {
    switch (self, value) {
    case (_, .list(let list)): return list.elements.count
    case (_, .range(let range)): return range.count
    case (.len, .text(let text)): return text.unicodeScalars.count
    case (.len, .record(let record)): return record.fields.count
    default: throw needs(self == .len ? "a list, a range, a text or a record" : "a list or a range", value)
    }
  }

  private func sum(_ value: Value) throws(ValueFault) -> Value {
    switch value {
    case .list(let list):
      var sum = Value.integer(0)
      for element in list.elements {
        guard element.asNumber != nil else { throw ValueFault("`\(rawValue)` needs numbers; the list holds \(element.typeName)") }
        sum = try Arithmetic.apply(.plus, sum, element)
      }
      return sum
    case .range(let range):
      // Gauss: half of count times (first + last). One of the two is even: that one is halved.
      let count = Value.integer(range.count)
      let ends = try Arithmetic.apply(.plus, .integer(range.first), .integer(range.last))
      if range.count % 2 == 0 { return try Arithmetic.apply(.times, Arithmetic.apply(.divided, count, .integer(2)), ends) }
      return try Arithmetic.apply(.times, count, Arithmetic.apply(.divided, ends, .integer(2)))
    default: throw needs("a list or a range", value)
    }
  }

  private func extreme(_ arguments: [Value], _ isBetter: (Value, Value) -> Bool?) throws(ValueFault) -> Value {
    var values = arguments
    if arguments.count == 1 {
      switch arguments[0] {
      case .list(let list): values = list.elements
      case .range(let range): values = range.isEmpty ? [] : [.integer(range.first), .integer(range.last)]
      default: break
      }
    }
    guard var best = values.first else { throw ValueFault("an empty list has no \(self == .min ? "smallest" : "largest") element") }
    for value in values {
      guard let better = isBetter(best, value) else {
        throw ValueFault("`\(rawValue)` needs numbers alone, or texts alone; here are \(best.typeName) and \(value.typeName)")
      }
      if better { best = value }
    }
    return best
  }

  private func round(_ value: Value, digits: Value) throws(ValueFault) -> Value {
    guard let places = digits.asInteger, (-300...300).contains(places) else {
      throw ValueFault("`round` needs a whole number of digits, not \(digits.literal)")
    }
    if case .integer = value, places >= 0 { return value }
    let number = try number(value)
    guard number.isFinite else { return value }
    let scale = pow(10, Double(places.magnitude))
    let scaled = places < 0 ? number / scale : number * scale
    // Beyond 2^53 every number is whole already.
    guard scaled.magnitude < 0x1p53 else { return value }
    let whole = scaled.rounded(.toNearestOrAwayFromZero)
    let result = places < 0 ? whole * scale : whole / scale
    return Int(exactly: result).map(Value.integer) ?? .number(result)
  }
}
