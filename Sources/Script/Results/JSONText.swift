/// Values as JSON text on one line, with nothing in it that any reader takes for a line's end.
package enum JSONText {
  /// A number that is not finite is null; a range is the text it is written as; fields keep their order.
  package static func of(_ value: Value) -> String {
    switch value {
    case .none: "null"
    case .boolean(let value): value ? "true" : "false"
    case .integer(let value): "\(value)"
    case .number(let value): of(value)
    case .text(let text): of(text)
    case .range: of(value.literal)
    case .list(let list): "[" + list.elements.map(of).joined(separator: ", ") + "]"
    case .record(let record): object(record.fields.map { ($0.name, of($0.value)) })
    }
  }

  /// The shortest digits that read back as the same number.
  static func of(_ number: Double) -> String { number.isFinite ? Value.literal(of: number) : "null" }

  static func of(_ text: String?) -> String {
    guard let text else { return "null" }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// Members already in JSON, in this order.
  static func object(_ members: [(name: String, json: String)]) -> String {
    "{" + members.map { of($0.name) + ": " + $0.json }.joined(separator: ", ") + "}"
  }
}
