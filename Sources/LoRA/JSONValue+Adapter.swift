import Essentials

/// PEFT's files do not tell whole numbers from others: 8 and 8.0 mean the same.
extension JSONValue {
  /// With whole numbers as numbers like any other.
  var withPlainNumbers: JSONValue {
    switch self {
    case .integer(let number): .number(Double(number))
    case .list(let items): .list(items.map(\.withPlainNumbers))
    case .object(let fields): .object(fields.mapValues(\.withPlainNumbers))
    case .null, .bool, .number, .text: self
    }
  }

  /// With numbers that are whole as whole numbers, which is how PEFT writes a rank.
  var withWholeNumbers: JSONValue {
    switch self {
    case .number(let number): Int(exactly: number).map(JSONValue.integer) ?? self
    case .list(let items): .list(items.map(\.withWholeNumbers))
    case .object(let fields): .object(fields.mapValues(\.withWholeNumbers))
    case .null, .bool, .integer, .text: self
    }
  }

  /// Null, false, or nothing inside.
  var isEmpty: Bool {
    switch self {
    case .null: true
    case .bool(let bool): !bool
    case .integer, .number: false
    case .text(let text): text.isEmpty
    case .list(let items): items.isEmpty
    case .object(let fields): fields.isEmpty
    }
  }
}
