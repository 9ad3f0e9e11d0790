extension Diagnostic {
  /// Some words of a diagnostic, and what they are there for: how that looks is for whoever shows them.
  package struct Fragment: Sendable, Hashable {
    package enum Role: Sendable, Hashable {
      case text
      /// The word that says that this is an error.
      case error
      /// The caret's line, with the blanks before it.
      case caret
      /// The word before the remedy.
      case hint
    }

    package let role: Role
    package let text: String

    package init(_ text: String, _ role: Role = .text) {
      self.text = text
      self.role = role
    }
  }

  /// The lines of an error message: `error:` and the description.
  package var errorLines: [[Fragment]] {
    var lines = lines
    lines[0].insert(contentsOf: [Fragment("error:", .error), Fragment(" ")], at: 0)
    return lines
  }

  /// The first is what is wrong and where; then come the line at fault, the hint and the callers.
  private var lines: [[Fragment]] {
    var place = ""
    if let file {
      place += file
      if let line { place += ":\(line)" }
      if line != nil, let column { place += ":\(column)" }
      place += ": "
    }
    var lines = [[Fragment((place + message).visible)]]
    if let sourceLine {
      let excerpt = SourceExcerpt(of: sourceLine, column: column)
      lines.append([Fragment("  " + excerpt.text)])
      if let caret = excerpt.caret { lines.append([Fragment("  " + caret, .caret)]) }
    }
    if let hint { lines.append([Fragment("  "), Fragment("hint:", .hint), Fragment(" " + hint.visible)]) }
    return lines + callerLines.map { [Fragment($0)] }
  }

  /// One line a caller; of a long way (a definition that calls itself) its two ends.
  private var callerLines: [String] {
    let lines = callers.map { caller in
      "  in " + (caller.file.map { "\($0.visible):\(caller.line): " } ?? "") + SourceExcerpt(of: caller.text, column: nil).text
    }
    let shown = 4
    guard lines.count > 2 * shown + 1 else { return lines }
    return lines.prefix(shown) + ["  ... \(lines.count - 2 * shown) more ..."] + lines.suffix(shown)
  }
}

extension Diagnostic: CustomStringConvertible {
  /// `file:line:column: message`, then the line with a caret, then the hint, then who called. Control characters are shown, never sent.
  public var description: String { lines.map { $0.map(\.text).joined() }.joined(separator: "\n") }
}
