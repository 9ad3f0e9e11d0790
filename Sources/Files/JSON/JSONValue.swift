/// Any JSON value, with whole numbers, other numbers and booleans kept apart.
package enum JSONValue: Decodable, Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let flag = try? container.decode(Bool.self) {
      self = .bool(flag)
    } else if let integer = try? container.decode(Int.self) {
      self = .integer(integer)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let list = try? container.decode([JSONValue].self) {
      self = .list(list)
    } else if let object = try? container.decode([String: JSONValue].self) {
      self = .object(object)
    } else {
      // What is left is a number too large for Double.
      self = .number(.infinity)
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

extension JSONValue: Encodable {
  /// A number that is whole is written as a whole number; `fileContents` keeps the two apart.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let flag): try container.encode(flag)
    case .integer(let number): try container.encode(number)
    case .number(let number):
      if let whole = Int(exactly: number) { try container.encode(whole) } else { try container.encode(number) }
    case .text(let text): try container.encode(text)
    case .list(let values): try container.encode(values)
    case .object(let values): try container.encode(values)
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
    case .object: "an object"
    }
  }
}

extension JSONValue {
  /// The value as a text file: keys in order, two blanks a level, a point in every number that is no whole one, since
  /// transformers refuses a whole number where it wants another.
  package var fileContents: [UInt8] { [UInt8]((rendered(indentation: "") + "\n").utf8) }

  private func rendered(indentation: String) -> String {
    let inner = indentation + "  "
    switch self {
    case .null: return "null"
    case .bool(let flag): return "\(flag)"
    case .integer(let number): return "\(number)"
    case .number(let number): return "\(number)"
    case .text(let text): return Self.quoted(text)
    case .list(let values):
      return values.isEmpty ? "[]" : "[\(values.map { $0.rendered(indentation: inner) }.joined(separator: ", "))]"
    case .object(let values):
      let lines = values.sorted { $0.key < $1.key }.map { "\(inner)\(Self.quoted($0.key)): \($0.value.rendered(indentation: inner))" }
      return lines.isEmpty ? "{}" : "{\n\(lines.joined(separator: ",\n"))\n\(indentation)}"
    }
  }

  private static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      case _ where scalar.value < 0x20: "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: String(scalar)
      }
    }
    return "\"\(escaped.joined())\""
  }
}
