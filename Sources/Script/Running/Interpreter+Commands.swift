import Essentials

extension Interpreter {
  /// A command that is a statement: told to the listener.
  func runAtStatementLevel(_ syntax: CommandSyntax, in place: Place<Session>) throws(Unwind) {
    let start = ContinuousClock.now
    let statement = StatementSyntax(span: syntax.span, kind: .command(syntax))
    let call = try reporting(statement, in: place) { () throws(Unwind) in try resolve(syntax, in: place) }
    let words = call.signature.words
    begin(words, syntax.span, in: place)
    let output: Output
    do throws(Unwind) {
      output = try run(call, isNested: false, in: place)
    } catch {
      finish(.command(words), syntax.span, nil, since: start, error: error, in: place)
      throw error.reported
    }
    let cut = output.stopped.map { stopped(syntax.span, in: place, $0) }
    finish(.command(words), syntax.span, output, since: start, error: cut, in: place)
    if let cut { throw cut.reported }
    if output.quits { throw .quit }
  }

  /// A command in parentheses: its output is handed on.
  func runNested(_ syntax: CommandSyntax, in place: Place<Session>) throws(Unwind) -> Output {
    try runNested(resolve(syntax, in: place), in: place)
  }

  func runNested(_ call: BoundCall<Session>, in place: Place<Session>) throws(Unwind) -> Output {
    let output = try run(call, isNested: true, in: place)
    if let message = output.stopped { throw stopped(call.syntax.span, in: place, message) }
    if output.quits { throw .quit }
    return output
  }

  /// What the binder found a command to be; where only the run could know, it is found now.
  private func resolve(_ syntax: CommandSyntax, in place: Place<Session>) throws(Unwind) -> BoundCall<Session> {
    guard let call = place.recipe.calls[syntax.span.start] else { preconditionFailure("a command was run that was never bound") }
    guard case .late = call.target else { return call }
    let before = place.recipe.faults.count
    let binder = lateBinder(in: place)
    BlockBinder(binder: binder, recipe: place.recipe, chain: chain).bind(syntax)
    let faults = place.recipe.faults[before...]
    place.recipe.faults.removeSubrange(before...)
    guard faults.isEmpty, let bound = place.recipe.calls[syntax.span.start] else {
      place.recipe.calls[syntax.span.start] = call
      throw .error(ScriptError(cause: .failed, diagnostics: place.recipe.source.diagnostics(Array(faults))))
    }
    return bound
  }

  private func lateBinder(in place: Place<Session>) -> Binder<Session> {
    let names = Set(place.frame.values.keys).union(root.values.keys)
    let binder = Binder(commands: commands, loader: loader, definitions: definitions, names: names)
    return binder
  }

  private func run(_ call: BoundCall<Session>, isNested: Bool, in place: Place<Session>) throws(Unwind) -> Output {
    nesting += Self.commandNesting
    defer { nesting -= Self.commandNesting }
    try checkNesting(call.syntax.span, in: place)
    enter(call.part, call.syntax.span, in: place)
    do throws(Unwind) {
      let output = try perform(call, isNested: isNested, in: place)
      leave(output.stopped == nil ? .finished : .cut(replay: output.replay))
      return output
    } catch {
      if case .error(let error) = error, let replay = error.replay, !error.isReported, !call.isDefinition {
        leave(.cut(replay: replay))
      } else {
        leave(.failed)
      }
      throw error
    }
  }

  private func perform(_ call: BoundCall<Session>, isNested: Bool, in place: Place<Session>) throws(Unwind) -> Output {
    switch call.target {
    case .late: preconditionFailure("a command was run before it was bound")
    case .definition(let name): return try callDefinition(name, call, in: place)
    case .command(let command):
      let given = try arguments(of: call, parameters: call.signature.parameters, in: place)
      let arguments = assembled(given, call, isNested: isNested, in: place)
      let context = CommandContext(
        commands: commands, stop: stop, source: place.recipe.source.text(call.syntax.span), file: place.recipe.source.name,
        line: place.recipe.source.place(of: call.syntax.span.start).line, isAtPrompt: isAtPrompt && place.recipe.identity == nil,
        isNested: isNested)
      do {
        return try command.run(session, arguments, context)
      } catch {
        throw located(error, call.syntax, arguments: given, in: place)
      }
    }
  }

  private func callDefinition(_ name: String, _ call: BoundCall<Session>, in place: Place<Session>) throws(Unwind) -> Output {
    guard let definition = definitions[name] else {
      throw fault(.name, call.syntax.span, "`\(name)` is not defined yet: the recipe that does so has not run", in: place)
    }
    guard calls < Self.callLimit else {
      throw fault(.value, call.syntax.span, "definitions call each other more than \(Self.callLimit) deep", in: place)
    }
    let given = try arguments(of: call, parameters: definition.signature.parameters, in: place)
    calls += 1
    underWay += 1
    defer {
      calls -= 1
      underWay -= 1
    }
    let inside = Place(recipe: definition.recipe, frame: Frame(outer: root))
    do throws(Unwind) {
      let flow = try tracing(.body(definition: name), definition.syntax.span, in: inside) { () throws(Unwind) in
        for parameter in given.names {
          guard let value = given.values[parameter] else { continue }
          assign(parameter, value, by: .argument(given.places[parameter] ?? 0), in: inside)
        }
        for parameter in definition.syntax.parameters where given.values[parameter.name.text] == nil {
          guard let standard = parameter.standard else { continue }
          assign(parameter.name.text, try form(standard, in: inside).value, by: .standard, in: inside)
        }
        return try run(definition.syntax.body, in: inside)
      }
      guard case .returned(let value) = flow else { return Output() }
      return Output(value, display: value == .none ? .none : value.shown)
    } catch {
      throw error.through(place.recipe.caller(call.syntax.span))
    }
  }

  private func assembled(_ given: GivenArguments, _ call: BoundCall<Session>, isNested: Bool, in place: Place<Session>) -> Arguments {
    let parameters = call.signature.parameters
    var values = given.values
    for parameter in parameters where values[parameter.name] == nil { values[parameter.name] = parameter.standard }
    var commands: [String: CommandArgument] = [:]
    for (index, span) in call.inner {
      guard let inner = place.recipe.calls[span.start] else { preconditionFailure("a command was run that was never bound") }
      commands[parameters[index].name] = CommandArgument(source: place.recipe.source.text(span)) { [self] in
        try run(resolve(inner.syntax, in: place), isNested: isNested, in: place)
      }
    }
    var recipes: [String: RecipeArgument] = [:]
    for (index, parameter) in parameters.enumerated() {
      guard case .recipe = parameter.type, case .text(let path)? = values[parameter.name] else { continue }
      let span = given.spans[parameter.name] ?? call.syntax.span
      recipes[parameter.name] = RecipeArgument { [self] in
        try runRecipe(call.recipes[index] ?? bindRecipe(path, at: span, in: place), call.syntax, in: place)
      }
    }
    return Arguments(
      given: given.names + commands.keys, values: values, names: Set(parameters.map(\.name)), commands: commands, recipes: recipes)
  }

  /// A recipe whose path only the run could know.
  private func bindRecipe(_ path: String, at span: Span, in place: Place<Session>) throws(Unwind) -> BoundRecipe<Session> {
    let binder = lateBinder(in: place)
    let before = place.recipe.faults.count
    let recipe = binder.bindSourceAndBodies(path, at: span, in: place.recipe, chain: chain)
    let faults = Array(place.recipe.faults[before...])
    place.recipe.faults.removeSubrange(before...)
    let diagnostics = place.recipe.source.diagnostics(faults) + binder.diagnostics
    guard let recipe, diagnostics.isEmpty else { throw .error(ScriptError(cause: .failed, diagnostics: diagnostics)) }
    return recipe
  }

  private func runRecipe(_ recipe: BoundRecipe<Session>, _ syntax: CommandSyntax, in place: Place<Session>) throws(Unwind) {
    chain.append(recipe.identity ?? "")
    underWay += 1
    defer {
      chain.removeLast()
      underWay -= 1
    }
    for definition in recipe.definitions { definitions[definition.name.text] = Definition(syntax: definition, recipe: recipe) }
    do throws(Unwind) {
      let inside = Place(recipe: recipe, frame: place.frame)
      _ = try tracing(.recipe, Span(0, recipe.source.scalars.count), in: inside) { () throws(Unwind) in
        try run(recipe.tree.statements, in: inside)
      }
    } catch {
      throw error.through(place.recipe.caller(syntax.span))
    }
  }
}
