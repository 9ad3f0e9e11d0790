import Script

/// What may stand at a cursor, files included.
package struct Suggestions: Sendable {
  /// What of the input is replaced, in Unicode scalars; it ends at the cursor.
  package let replacing: Range<Int>
  /// What stands there so far.
  package let typed: String
  /// The language's and the session's, then files.
  package let all: [Suggestion]

  /// - Parameter input: up to the cursor, with the lines before it.
  package init(_ interpreter: Interpreter<Session>, for input: String) {
    let completion = interpreter.complete(input)
    let files = completion.path.map { path in
      let ending = Self.takesRecipe(completion, interpreter.commands) ? ".maestro" : nil
      return FileSuggestions(typed: path, quote: completion.quote, ending: ending).all
    }
    self.init(completion, files: files ?? [], input: input)
  }

  private init(_ completion: Completion, files: [Suggestion], input: String) {
    replacing = completion.replacing
    var typed = String.UnicodeScalarView()
    typed.append(contentsOf: Array(input.unicodeScalars)[replacing])
    self.typed = String(typed)
    // Nobody writes the name of a parameter whose value stands there already.
    let candidates = completion.candidates.filter { files.isEmpty || $0.text != (completion.parameter ?? "") + "=" }
    all = candidates.map { Suggestion($0, quote: completion.quote) } + files
  }

  private static func takesRecipe(_ completion: Completion, _ commands: CommandTable<Session>) -> Bool {
    guard let command = completion.command.flatMap({ commands[$0] }), let name = completion.parameter else { return false }
    return command.parameters.contains { if case .recipe = $0.type { $0.name == name } else { false } }
  }
}

extension Suggestion {
  fileprivate init(_ candidate: Completion.Candidate, quote: Unicode.Scalar?) {
    let kind: Kind
    switch candidate.kind {
    case .command: kind = .command
    case .keyword: kind = .keyword
    case .parameter: kind = .parameter
    case .value: kind = .value
    case .variable: kind = .variable
    case .field: kind = .field
    case .function: kind = .function
    }
    let isWhole = [.command, .keyword, .value].contains(kind)
    self.init(
      kind: kind, text: candidate.text, tail: isWhole ? (quote.map { String($0) } ?? "") + " " : "", present: candidate.present,
      meaning: candidate.meaning)
  }
}
