extension Interpreter {
  /// What may stand at the end of `text`, which is the input up to the cursor.
  package func complete(_ text: String) -> Completion {
    let source = SourceText(text)
    var parser = Parser(source)
    let tree = parser.recipe()
    let completer = Completer(
      interpreter: self, source: source, definitions: definitionNames(in: tree), names: tree.statements.assignedNames)
    return completer.complete(parser.place ?? .nothing)
  }

  private func definitionNames(in tree: SyntaxTree) -> [String: DefinitionSyntax] {
    var known = definitions.mapValues(\.syntax)
    for case .definition(let definition) in tree.statements.map(\.kind) { known[definition.name.text] = definition }
    return known
  }
}

/// Turns the place a text ended at into what may stand there.
struct Completer<Session> {
  let interpreter: Interpreter<Session>
  let source: SourceText
  let definitions: [String: DefinitionSyntax]
  /// Names that the text itself sets.
  let names: [String: Int]

  private var commands: CommandTable<Session> { interpreter.commands }

  func complete(_ place: CursorPlace) -> Completion {
    switch place {
    case .statement(let span): filtered(span, commandNames + keywords)
    case .argument(let arguments, let name, let span): argument(arguments, name?.text, span)
    case .argumentText(let arguments, let name, let start): argumentText(arguments, name?.text, from: start)
    case .operand(let span): filtered(span, variables(with: "$") + functions + constants)
    case .binaryOperator(let span, let isInList):
      filtered(
        span,
        [.init("and", "both hold", .keyword), .init("or", "one of the two holds", .keyword), .init("in", "is an element of", .keyword)]
          + (isInList ? [.init("for", "makes an element of each of a list", .keyword), .init("if", "of those alone", .keyword)] : []))
    case .variable(let span): filtered(span, variables(with: ""))
    case .field(let value, let span): filtered(span, fields(of: value))
    case .keyword(let keyword, let span): filtered(span, [.init(keyword, "", .keyword)])
    case .afterIf:
      filtered(Span(source.scalars.count, source.scalars.count), [.init("else", "what runs when no condition holds", .keyword)])
    case .text, .newName, .nothing: Completion(replacing: source.scalars.count..<source.scalars.count)
    }
  }

  private func filtered(_ span: Span, _ candidates: [Completion.Candidate]) -> Completion {
    let typed = source.text(span)
    var seen: Set<String> = []
    let fitting = candidates.filter { $0.text.hasPrefix(typed) && seen.insert($0.text).inserted }
    return Completion(replacing: span.start..<span.end, candidates: fitting)
  }

  private var commandNames: [Completion.Candidate] {
    let own = definitions.values.sorted { $0.name.text < $1.name.text }.map { definition in
      Completion.Candidate(definition.name.text, "a definition of yours", .command)
    }
    return nextWords(after: "").filter { definitions[$0.text] == nil } + own
  }

  private var keywords: [Completion.Candidate] { LanguageTopic.all.map { .init($0.word, $0.summary, .keyword) } }

  private func nextWords(after words: String) -> [Completion.Candidate] {
    let longer = commands.commands(beginningWith: words)
    var candidates: [Completion.Candidate] = []
    for command in longer {
      let rest = words.isEmpty ? command.words : String(command.words.dropFirst(words.count + 1))
      guard let next = rest.split(separator: " ").first.map(String.init) else { continue }
      if candidates.contains(where: { $0.text == next }) { continue }
      let verbs = longer.filter { $0.words != command.words && ($0.words + " ").hasPrefix((words.isEmpty ? "" : words + " ") + next + " ") }
      let isNoun = rest != next
      let meaning =
        isNoun ? ([command] + verbs).map { String($0.words.split(separator: " ").last ?? "") }.joined(separator: ", ") : command.summary
      candidates.append(.init(next, meaning, .command))
    }
    return candidates
  }

  private func argument(_ arguments: [ArgumentSyntax], _ name: String?, _ span: Span, insideOf outer: Int = 0) -> Completion {
    if arguments.isEmpty, name == nil {
      return filtered(span, commandNames + (isBehindParenthesis(span.start) ? functions + variables(with: "$") : outer > 0 ? [] : keywords))
    }
    let (call, words) = call(arguments)
    let more = name == nil && call?.arguments.isEmpty ?? true && definitions[words] == nil ? nextWords(after: words) : []
    guard let call else { return filtered(span, more) }
    if let inner = call.inner, outer < 16 { return argument(inner, name, span, insideOf: outer + 1) }
    let parameter = self.parameter(of: call, name)
    var candidates = more + values(of: parameter, call)
    if name == nil { candidates += freeParameters(of: call) }
    var completion = filtered(span, candidates)
    if let parameter, parameter.type.takesPath { completion.path = source.text(span) }
    completion.command = call.words
    completion.parameter = parameter?.name
    return completion
  }

  private func argumentText(_ arguments: [ArgumentSyntax], _ name: String?, from start: Int) -> Completion {
    let span = Span(start + 1, source.scalars.count)
    guard let call = call(arguments).call, call.inner == nil else { return Completion(replacing: span.start..<span.end) }
    let parameter = self.parameter(of: call, name)
    var completion = filtered(span, values(of: parameter, call))
    if let parameter, parameter.type.takesPath { completion.path = source.text(span) }
    completion.quote = source.scalars[start]
    completion.command = call.words
    completion.parameter = parameter?.name
    return completion
  }

  /// The command that the arguments so far belong to.
  private struct Call {
    let words: String
    let command: Command<Session>?
    let parameters: [Parameter]
    let arguments: [ArgumentSyntax]
    /// The arguments of a command that stands as an argument.
    let inner: [ArgumentSyntax]?
  }

  private func call(_ arguments: [ArgumentSyntax]) -> (call: Call?, words: String) {
    let words = CommandSyntax(span: Span(0, 0), arguments: arguments).leadingWords
    let all = words.joined(separator: " ")
    if let first = words.first, let definition = definitions[first] {
      let parameters = definition.parameters.map { Parameter.optional($0.name.text, .value, "a parameter of your definition") }
      return (Call(words: first, command: nil, parameters: parameters, arguments: Array(arguments.dropFirst()), inner: nil), all)
    }
    if let (command, count) = commands.match(words) {
      let rest = Array(arguments[count...])
      let takesCommand = command.parameters.contains { if case .command = $0.type { true } else { false } }
      let inner = takesCommand ? rest.firstIndex { $0.name == nil }.map { Array(rest[$0...]) } ?? [] : nil
      return (Call(words: command.words, command: command, parameters: command.parameters, arguments: rest, inner: inner), all)
    }
    return (nil, all)
  }

  /// The parameter that the next argument is for.
  private func parameter(of call: Call, _ name: String?) -> Parameter? {
    let names = call.arguments.map(\.name?.text) + [name]
    let forms = call.arguments.map(\.value.staticForm) + [nil]
    let index = ArgumentAssignment(call.parameters, names: names, forms: forms).parameters.last ?? nil
    return index.map { call.parameters[$0] }
  }

  private func freeParameters(of call: Call) -> [Completion.Candidate] {
    let forms = call.arguments.map(\.value.staticForm)
    let given = Set(ArgumentAssignment(call.parameters, names: call.arguments.map(\.name?.text), forms: forms).parameters.compactMap { $0 })
    return call.parameters.enumerated().filter { !given.contains($0.offset) && !$0.element.type.isCommand }.map { _, parameter in
      let present = call.command.flatMap { $0.present(interpreter.session, parameter.name) }
      return .init(parameter.name + "=", parameter.meaning, .parameter, present: present)
    }
  }

  private func values(of parameter: Parameter?, _ call: Call) -> [Completion.Candidate] {
    guard let parameter else { return [] }
    let suggested = call.command?.suggestions(interpreter.session, parameter.name) ?? []
    return (parameter.type.choices + suggested).map { .init($0.name, $0.meaning, .value) }
  }

  private func variables(with sign: String) -> [Completion.Candidate] {
    let live = interpreter.variables.map { ($0.key, shown($0.value)) }
    let typed = names.keys.filter { interpreter.variables[$0] == nil }.map { ($0, "") }
    let results = interpreter.results.sorted { $0.key < $1.key }.map { ("\($0.key)", shown($0.value)) }
    return ((live + typed).sorted { $0.0 < $1.0 } + results).map { .init(sign + $0.0, $0.1, .variable) }
  }

  private func shown(_ value: Value) -> String { value.size < 100 ? value.literal : value.typeName }

  private var functions: [Completion.Candidate] {
    BuiltinFunction.allCases.map { .init($0.rawValue + "(", $0.usage.meaning, .function) }
  }

  private var constants: [Completion.Candidate] {
    [.init("true", "it holds", .value), .init("false", "it does not", .value), .init("none", "no value", .value)]
  }

  private func fields(of expression: ExpressionSyntax) -> [Completion.Candidate] {
    if case .command(let syntax) = expression.kind, let command = commands.match(syntax.leadingWords)?.command {
      return command.results.map { .init($0.name, $0.meaning, .field) }
    }
    guard case .record(let record)? = known(expression) else { return [] }
    return record.fields.filter(\.name.isName).map { .init($0.name, shown($0.value), .field) }
  }

  /// The value of a variable, or of a field of one, when it is set already.
  private func known(_ expression: ExpressionSyntax) -> Value? {
    switch expression.kind {
    case .variable(let name): interpreter.variables[name] ?? interpreter.earlierResult(name)
    case .field(let value, let name): try? known(value)?.field(name.text)
    case .index(let value, let index):
      if case .literal(let index) = index.kind { try? known(value)?.element(index) } else { nil }
    default: nil
    }
  }

  private func isBehindParenthesis(_ offset: Int) -> Bool {
    source.scalars[..<offset].last { !" \t\n".unicodeScalars.contains($0) } == "("
  }
}

extension ParameterType {
  var isCommand: Bool { if case .command = self { true } else { false } }

  fileprivate var takesPath: Bool {
    switch self {
    case .path, .recipe: true
    case .choice(_, let otherwise): otherwise?.takesPath ?? false
    case .list(let element): element.takesPath
    default: false
    }
  }

  /// The words it takes.
  fileprivate var choices: [Choice] {
    switch self {
    case .boolean: ["true", "false"]
    case .choice(let choices, let otherwise): choices + (otherwise?.choices ?? [])
    case .list(let element): element.choices
    default: []
    }
  }
}
