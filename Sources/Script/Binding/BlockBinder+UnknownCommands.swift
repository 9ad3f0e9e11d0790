import Essentials

extension BlockBinder {
  func unknownCommand(_ syntax: CommandSyntax, _ words: [String]) {
    let first = syntax.arguments[0]
    let isInParentheses = first.span.start > 0 && isBehindParenthesis(first.span.start)
    let verbs = binder.commands.commands(beginningWith: words[0])
    if !verbs.isEmpty {
      let names = verbs.map { "`\($0.words)`" }.joined(separator: ", ")
      guard words.count > 1 else {
        fault(
          .name, first.span, "`\(words[0])` alone is no command", hint: verbs.count == 1 ? "did you mean \(names)?" : "there are \(names)")
        return
      }
      let nearest = loading(words) ?? binder.commands.nearest(to: words).map { "did you mean `\($0)`?" }
      fault(
        .name, first.span.to(syntax.arguments[1].span), "there is no command `\(words[0]) \(words[1])`",
        hint: nearest ?? "there are \(names)")
      return
    }
    let word = words[0]
    if isInParentheses, BuiltinFunction(rawValue: word) != nil {
      fault(.syntax, first.span, "`\(word)` is a function: its values follow in parentheses", hint: "\(word)(...)")
      return
    }
    let nearest = binder.commands.nearest(to: words, and: binder.definitions.keys.sorted()).map { "did you mean `\($0)`?" }
    var hints = [
      ForeignWords.hint(word) ?? meaningHint(word) ?? joinedHint(word) ?? functionHint(syntax) ?? parameterHint(syntax) ?? nearest
        ?? otherHint(word)
    ].compactMap { $0 }
    if isInParentheses, syntax.arguments.count == 1, word.isName { hints.append("`$\(word)` is the variable, '\(word)' the text") }
    fault(.name, first.span, "there is no command `\(word)`", hint: hints.isEmpty ? nil : hints.joined(separator: "; "))
  }

  /// `dataset ./cards`: a noun and a path, with no verb between them.
  private func loading(_ words: [String]) -> String? {
    guard binder.commands["\(words[0]) load"] != nil, words[1].contains(where: { "./~".contains($0) }) else { return nil }
    return "did you mean `\(words[0]) load \(words[1])`?"
  }

  /// `len $list`: a function as if it were a command.
  private func functionHint(_ syntax: CommandSyntax) -> String? {
    guard let word = syntax.leadingWords.first, BuiltinFunction(rawValue: word) != nil, !binder.scope.names.contains(word) else {
      return nil
    }
    let values = syntax.arguments.dropFirst().map { recipe.source.text($0.span) }.joined(separator: ", ")
    return "`\(word)` is a function: (\(word)(\(values.isEmpty ? "..." : values)))"
  }

  /// `lr 0.001`, `batch-size: 8`: a parameter as if it were a command.
  private func parameterHint(_ syntax: CommandSyntax) -> String? {
    guard let word = syntax.leadingWords.first, !binder.scope.names.contains(word) else { return nil }
    let parts = word.split(separator: word.contains("=") ? "=" : ":", maxSplits: 1).map(String.init)
    guard let name = parts.first else { return nil }
    let value = parts.count > 1 ? parts[1] : syntax.arguments.count == 2 ? recipe.source.text(syntax.arguments[1].span) : nil
    return value.flatMap { binder.assignment(of: name, $0) }
  }

  private func isBehindParenthesis(_ offset: Int) -> Bool {
    var index = offset - 1
    while index >= 0, " \t\n".unicodeScalars.contains(recipe.source.scalars[index]) { index -= 1 }
    return index >= 0 && recipe.source.scalars[index] == "("
  }

  /// Words that other programs have for what a command here does.
  private func meaningHint(_ word: String) -> String? {
    let lowered = word.lowercased()
    if let meaning = ForeignWords.meanings.first(where: { $0.words.contains(lowered) }), binder.commands[meaning.command] != nil {
      return "did you mean `\(meaning.command)`?"
    }
    if lowered.hasSuffix(".maestro") { return "a recipe is run with `source \(word)`" }
    return ForeignWords.shell.contains(lowered) ? "this is no shell: `help` lists the commands there are" : nil
  }

  /// `dataset.load`, `dataset_load`: the words of a command with something else than a blank between them.
  private func joinedHint(_ word: String) -> String? {
    let words = word.split { "._-:/".contains($0) }.map(String.init)
    guard words.count > 1, let command = binder.commands[words.joined(separator: " ")] else { return nil }
    return "did you mean `\(command.words)`?"
  }

  private func otherHint(_ word: String) -> String? {
    if word.hasPrefix("#") { return "a comment begins at a line's start or after a blank" }
    if case .text = WordValue.of(word) {} else { return "in parentheses an expression is shown: (\(word))" }
    if let first = word.unicodeScalars.first(where: { "+-*/<>=!&|".unicodeScalars.contains($0) }), word.unicodeScalars.first == first {
      return "in parentheses an expression is shown"
    }
    if let dot = word.firstIndex(of: "."), binder.commands[String(word[..<dot])] != nil {
      return "a field of a result stands behind the parentheses: (\(word[..<dot]))\(word[dot...])"
    }
    if word.unicodeScalars.contains(where: { $0.properties.isWhitespace }) { return "there is a blank in it that is not a plain one" }
    if binder.scope.names.contains(word) { return "its value is shown with `$\(word)`" }
    return binder.commands["help"] == nil ? nil : "`help` lists the commands"
  }

  /// A "command" that begins with `name=value`.
  func namelessHint(_ syntax: CommandSyntax) -> String? {
    guard let argument = syntax.arguments.first, let name = argument.name else { return nil }
    let value = recipe.source.text(argument.value.span)
    return binder.assignment(of: name.text, value) ?? "`let \(name.text) = \(value)` makes a variable"
  }
}
