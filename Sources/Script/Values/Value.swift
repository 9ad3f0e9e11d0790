/// A value of the command language.
///
/// Integers are exact while they fit 64 bits; to the user they and the floating-point numbers are one type, `number`.
package enum Value: Sendable {
  case none
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list(List)
  case range(IntegerRange)
  case record(Record)
}

/// Whole numbers from `first` to `last`, both included; none when `last` is below `first`.
package struct IntegerRange: Sendable, Hashable {
  package let first: Int
  package let last: Int

  package init(_ first: Int, _ last: Int) {
    self.first = first
    self.last = last
  }

  package var isEmpty: Bool { last < first }

  /// Written the wrong way round, rather than empty by one: `9..1`, not `0..-1`.
  var goesDown: Bool { last < first && last + 1 < first }

  /// At most `Int.max`.
  package var count: Int {
    if isEmpty { return 0 }
    let (distance, overflow) = last.subtractingReportingOverflow(first)
    return overflow || distance == .max ? .max : distance + 1
  }

  /// Its numbers as a range of Swift's; nil when there are none.
  package var closed: ClosedRange<Int>? { isEmpty ? nil : first...last }

  package func contains(_ value: Int) -> Bool { first <= value && value <= last }
}

extension Value {
  /// What the user calls its type, with the article.
  package var typeName: String {
    switch self {
    case .none: "none"
    case .boolean: "a boolean"
    case .integer, .number: "a number"
    case .text: "a text"
    case .list: "a list"
    case .range: "a range"
    case .record: "a record"
    }
  }

  /// How deeply lists and records are nested in it.
  package var depth: Int {
    switch self {
    case .list(let list): list.depth
    case .record(let record): record.depth
    default: 0
    }
  }

  /// Roughly the bytes it takes when written out: what two lists share counts twice.
  package var size: Int {
    switch self {
    case .text(let text): 16 + text.utf8.count
    case .list(let list): list.size
    case .record(let record): record.size
    default: 16
    }
  }
}

extension Value: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByStringLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(integerLiteral value: Int) { self = .integer(value) }
  package init(floatLiteral value: Double) { self = .number(value) }
  package init(booleanLiteral value: Bool) { self = .boolean(value) }
  package init(stringLiteral value: String) { self = .text(value) }
  package init(arrayLiteral elements: Value...) { self = .list(List(elements)) }
  package init(dictionaryLiteral elements: (String, Value)...) { self = .record(Record(elements)) }
}
