import Files

extension StatementResult {
  /// One object on one line, all keys always there; nil for what is shown to a person alone.
  package var json: String? {
    let command: JSONValue
    switch kind {
    case .command(let words): command = .text(words)
    case .fault: command = .null
    case .expression: return nil
    }
    return JSONValue.members([
      .init("command", command),
      .init("source", .text(source)),
      .init("file", .optional(file)),
      .init("line", .integer(line)),
      .init("value", output?.value.json ?? .null),
      .init("seconds", .number(seconds)),
      .init("error", error),
    ]).text(.results)
  }

  /// The first fault; the others are counted in its message.
  private var error: JSONValue {
    guard let first = errors.first else { return .null }
    return .members([
      .init("kind", .text(first.kind.rawValue)),
      .init("message", .text(first.message + (errors.count > 1 ? " (and \(errors.count - 1) more)" : ""))),
      .init("file", .optional(first.file)),
      .init("line", .optional(first.line)),
      .init("column", .optional(first.column)),
      .init("hint", .optional(first.hint)),
    ])
  }
}

extension JSONValue {
  fileprivate static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.text) ?? .null }

  fileprivate static func optional(_ number: Int?) -> JSONValue { number.map(JSONValue.integer) ?? .null }
}
