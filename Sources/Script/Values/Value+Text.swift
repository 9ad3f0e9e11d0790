extension Value {
  /// As `print` shows it: a text as it is, everything else as it is written in a recipe.
  package var display: String {
    if case .text(let text) = self { text } else { literal }
  }

  /// As it is written in a recipe: what reads it back finds an equal value. (Numbers that are not finite have no such form.)
  package var literal: String {
    switch self {
    case .none: "none"
    case .boolean(let value): value ? "true" : "false"
    case .integer(let value): "\(value)"
    case .number(let value): Self.literal(of: value)
    case .text(let text): Self.literal(of: text)
    case .list(let list): "[" + list.elements.map(\.literal).joined(separator: ", ") + "]"
    case .range(let range): "\(range.first)..\(range.last)"
    case .record(let record):
      "{" + record.fields.map { ($0.name.isName ? $0.name : Self.literal(of: $0.name)) + ": " + $0.value.literal }.joined(separator: ", ")
        + "}"
    }
  }

  /// The shortest digits that read back as the same number: `3`, `0.25`, `5e-6`, `1e20`.
  package static func literal(of number: Double) -> String {
    guard number.isFinite else { return number.isNaN ? "nan" : number < 0 ? "-inf" : "inf" }
    if number == 0 { return "0" }
    let text = number.description
    guard let e = text.firstIndex(of: "e") else { return text.hasSuffix(".0") ? String(text.dropLast(2)) : text }
    var mantissa = text[..<e]
    if mantissa.hasSuffix(".0") { mantissa = mantissa.dropLast(2) }
    let exponent = text[text.index(after: e)...]
    let digits = exponent.drop { $0 == "+" || $0 == "-" || $0 == "0" }
    return mantissa + "e" + (exponent.hasPrefix("-") ? "-" : "") + digits
  }

  /// In quotes of the kind that need the fewest escapes.
  package static func literal(of text: String) -> String {
    let awkward = text.unicodeScalars.contains { "\\\"{}".unicodeScalars.contains($0) }
    if awkward, !text.unicodeScalars.contains(where: \.needsEscape) { return "'" + text.replacing("'", with: "''") + "'" }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", "\"", "{", "}": quoted += "\\\(scalar)"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case "\r": quoted += "\\r"
      case _ where scalar.needsEscape: quoted += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

extension Unicode.Scalar {
  /// Characters that a terminal obeys or that end a line somewhere.
  fileprivate var needsEscape: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
