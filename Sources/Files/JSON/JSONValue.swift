/// Any JSON value, with whole numbers, other numbers and booleans kept apart.
package enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])
  /// An object whose members are written in this order; what is read is an `object`.
  case members([Member])

  /// A name with its value.
  package struct Member: Hashable, Sendable {
    package let name: String
    package let value: JSONValue

    package init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// The value of a number of either kind.
  package var number: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .number(let number): number
    default: nil
    }
  }
}

extension JSONValue: CustomStringConvertible {
  /// Short enough for a message: a long list, and an object, by their kind alone.
  package var description: String {
    switch self {
    case .null: "null"
    case .bool(let flag): "\(flag)"
    case .integer(let number): "\(number)"
    case .number(let number): Int(exactly: number).map { "\($0)" } ?? "\(number)"
    case .text(let text): "\"\(text.prefix(60))\""
    case .list(let values): values.count <= 8 ? "[\(values.map(\.description).joined(separator: ", "))]" : "a list of \(values.count)"
    case .object, .members: "an object"
    }
  }
}
