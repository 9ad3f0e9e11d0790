import Files

/// PEFT's files do not tell whole numbers from others: 8 and 8.0 mean the same.
extension JSONValue {
  /// With whole numbers as numbers like any other.
  var withPlainNumbers: JSONValue {
    switch self {
    case .integer(let number): .number(Double(number))
    case .list(let items): .list(items.map(\.withPlainNumbers))
    case .object(let fields): .object(fields.mapValues(\.withPlainNumbers))
    case .members(let members): .members(members.map { Member($0.name, $0.value.withPlainNumbers) })
    case .null, .bool, .number, .text: self
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
    case .members(let members): members.isEmpty
    }
  }
}
