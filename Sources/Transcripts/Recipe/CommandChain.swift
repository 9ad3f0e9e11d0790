import Script

/// What a command is, and the commands that stand as its arguments: `time step` is two.
struct CommandChain<Session> {
  let command: CommandSyntax
  /// The declared ones, outermost first.
  private var declared: [Command<Session>] = []
  /// Behind the words of the last declared one.
  private var rest: ArraySlice<ArgumentSyntax>
  /// The word that names a definition, when one is called.
  private(set) var definition: (text: String, span: Span)?

  /// - Parameter isDefined: which names are those of definitions: they win over commands.
  init(_ command: CommandSyntax, in table: CommandTable<Session>, isDefined: (String) -> Bool) {
    self.command = command
    rest = command.arguments[...]
    while declared.count < 16 {
      let words = rest.prefix { $0.name == nil && $0.value.word != nil }.compactMap(\.value.word)
      guard let first = rest.first, !words.isEmpty else { return }
      guard !isDefined(words[0]), let (match, count) = table.match(words) else {
        definition = (words[0], first.value.span)
        return
      }
      declared.append(match)
      rest = rest.dropFirst(count)
      guard let inner = match.parameters.firstIndex(where: { if case .command = $0.type { true } else { false } }) else { return }
      let before = match.parameters[..<inner].filter(\.isPositional).count
      let positional = rest.indices.filter { rest[$0].name == nil }
      guard positional.count > before else { return }
      rest = rest[positional[before]...]
    }
  }

  /// Whether it belongs into a saved session.
  var isKept: Bool { declared.allSatisfy(\.isKept) }

  /// The path that it runs a recipe of, when it is written out.
  var recipe: (text: String, span: Span)? {
    guard definition == nil, let parameter = declared.last?.parameters.first(where: { if case .recipe = $0.type { true } else { false } }),
      let value = rest.first(where: { $0.name == nil || $0.name?.text == parameter.name })?.value
    else { return nil }
    switch value.kind {
    case .word(let text), .literal(.text(let text)): return (text, value.span)
    default: return nil
    }
  }
}

extension ExpressionSyntax {
  fileprivate var word: String? { if case .word(let word) = kind { word } else { nil } }
}
