extension JSONValue {
  /// The value as a text. Members without an order of their own come in the order of their names; a number that is not finite is null.
  package func text(_ style: JSONStyle) -> String {
    var writer = JSONWriter(style: style)
    writer.write(self, level: 0)
    return writer.text
  }

  /// The value as the text of a file of Hugging Face's: two blanks a level, lists on one line, a point in every number that is no
  /// `integer`, since transformers refuses a whole number where it wants another.
  package var fileContents: [UInt8] { [UInt8]((text(JSONStyle(indentation: 2)) + "\n").utf8) }
}

/// Writes one JSON text.
private struct JSONWriter {
  let style: JSONStyle
  private(set) var text = ""

  init(style: JSONStyle) { self.style = style }

  mutating func write(_ value: JSONValue, level: Int) {
    switch value {
    case .null: text += "null"
    case .bool(let flag): text += flag ? "true" : "false"
    case .integer(let number): text += "\(number)"
    case .number(let number): text += number.isFinite ? style.number(number) : "null"
    case .text(let string): write(string)
    case .list(let values):
      write(values, "[", "]", isBroken: style.breaksLists, level: level) { writer, value in writer.write(value, level: level + 1) }
    case .object(let values):
      write(values.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, $0.value) }, level: level)
    case .members(let members): write(members, level: level)
    }
  }

  private mutating func write(_ members: [JSONValue.Member], level: Int) {
    write(members, "{", "}", isBroken: true, level: level) { writer, member in
      writer.write(member.name)
      writer.text += writer.style.colon
      writer.write(member.value, level: level + 1)
    }
  }

  private mutating func write<Part>(
    _ parts: [Part], _ opening: String, _ closing: String, isBroken: Bool, level: Int, _ write: (inout JSONWriter, Part) -> Void
  ) {
    text += opening
    let indentation = isBroken ? style.indentation : nil
    for (index, part) in parts.enumerated() {
      if index > 0 { text += indentation == nil ? style.comma : "," }
      if let indentation { text += "\n" + String(repeating: " ", count: indentation * (level + 1)) }
      write(&self, part)
    }
    if let indentation, !parts.isEmpty || style.breaksEmpty {
      text += (parts.isEmpty ? "\n" : "") + "\n" + String(repeating: " ", count: indentation * level)
    }
    text += closing
  }

  private mutating func write(_ string: String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{8}": text += "\\b"
      case "\u{C}": text += "\\f"
      case "\u{0}"..."\u{1F}": escape(scalar)
      case "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
        if style.escapesLineEnds { escape(scalar) } else { text.unicodeScalars.append(scalar) }
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }

  private mutating func escape(_ scalar: Unicode.Scalar) {
    let digits = String(scalar.value, radix: 16)
    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
