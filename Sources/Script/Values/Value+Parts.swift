import Essentials

extension Value {
  /// Its number, were it an integer or not.
  package var asNumber: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// A whole number that fits 64 bits.
  package var asInteger: Int? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int(exactly: value)
    default: nil
    }
  }

  /// What `for` goes through, of a list or a range.
  var elements: AnySequence<Value>? {
    switch self {
    case .list(let list): AnySequence(list.elements)
    case .range(let range): range.closed.map { AnySequence($0.lazy.map(Value.integer)) } ?? AnySequence([])
    default: nil
    }
  }

  /// `$value.name`, or `$value["name"]`.
  func field(_ name: String) throws(ValueFault) -> Value {
    guard case .record(let record) = self else {
      throw ValueFault("\(typeName) has no field `\(name)`", kind: .name)
    }
    if let value = record[name] { return value }
    let hint =
      nearestName(to: name, in: record.names).map { "did you mean `\($0)`?" }
      ?? (record.names.isEmpty ? "it has no fields" : "its fields: " + record.names.joined(separator: ", "))
    throw ValueFault("there is no field `\(name)` here", kind: .name, hint: hint)
  }

  /// `$value[index]`: elements count from 0, and from -1 backwards from the end.
  func element(_ index: Value) throws(ValueFault) -> Value {
    if case .record = self, case .text(let name) = index { return try field(name) }
    let count: Int
    switch self {
    case .list(let list): count = list.elements.count
    case .range(let range): count = range.count
    case .record: throw ValueFault("a record is indexed by the name of a field, not by \(index.typeName)")
    default: throw ValueFault("\(typeName) has no elements")
    }
    guard let number = index.asInteger else {
      throw ValueFault("an index is a whole number, not \(index.asNumber == nil ? index.typeName : index.literal)")
    }
    guard number < count, number >= -count else {
      throw ValueFault(
        "there is no element \(number)",
        hint: count == 0 ? "it is empty" : "it has \(count) element\(count == 1 ? "" : "s"), 0 to \(count - 1)")
    }
    let position = number < 0 ? count + number : number
    switch self {
    case .list(let list): return list.elements[position]
    case .range(let range): return .integer(range.first + position)
    default: return .none
    }
  }
}
