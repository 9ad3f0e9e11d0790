import Essentials

extension StatementResult {
  /// One object on one line, all keys always there; nil for what is shown to a person alone.
  package var json: String? {
    let command: String?
    switch kind {
    case .command(let words): command = words
    case .fault: command = nil
    case .expression: return nil
    }
    return JSONText.object([
      ("command", JSONText.of(command)),
      ("source", JSONText.of(source)),
      ("file", JSONText.of(file)),
      ("line", "\(line)"),
      ("value", JSONText.of(output?.value ?? .none)),
      ("seconds", JSONText.of(seconds)),
      ("error", error),
    ])
  }

  /// The first fault; the others are counted in its message.
  private var error: String {
    guard let first = errors.first else { return "null" }
    return JSONText.object([
      ("kind", JSONText.of(first.kind.rawValue)),
      ("message", JSONText.of(first.message + (errors.count > 1 ? " (and \(errors.count - 1) more)" : ""))),
      ("file", JSONText.of(first.file)),
      ("line", first.line.map(String.init) ?? "null"),
      ("column", first.column.map(String.init) ?? "null"),
      ("hint", JSONText.of(first.hint)),
    ])
  }
}
