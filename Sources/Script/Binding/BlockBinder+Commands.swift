import Essentials

extension BlockBinder {
  /// Finds what a command is, and checks its arguments.
  func bind(_ syntax: CommandSyntax, insideOf outer: Int = 0) {
    if outer == 0 {
      for argument in syntax.arguments { bind(argument.value) }
    }
    guard outer < 16 else {
      fault(.syntax, syntax.span, "commands stand more than 16 deep in each other")
      return
    }
    let words = syntax.leadingWords
    guard let first = words.first else {
      fault(.syntax, syntax.span, "a command begins with its name", hint: namelessHint(syntax))
      return
    }
    if let definition = binder.definitions[first] {
      if definition.syntax.hasBrokenParameters { return }
      let arguments = syntax.arguments.dropFirst()
      bind(BoundCall(syntax: syntax, target: .definition(first), signature: definition.signature, arguments: arguments), insideOf: outer)
    } else if let (command, count) = binder.commands.match(words) {
      let signature = Signature(words: command.words, parameters: command.parameters)
      bind(
        BoundCall(syntax: syntax, target: .command(command), signature: signature, arguments: syntax.arguments[count...]), insideOf: outer)
    } else if binder.isLate, first.isName {
      let signature = Signature(words: first, parameters: [])
      recipe.calls[syntax.span.start] = BoundCall(syntax: syntax, target: .late, signature: signature, arguments: [])
    } else {
      unknownCommand(syntax, words)
    }
  }

  /// A definition that has its name wins over a function.
  func bind(_ call: FunctionCallSyntax) {
    let name = call.function.rawValue
    if let definition = binder.definitions[name] {
      if definition.syntax.hasBrokenParameters { return }
      let head = ExpressionSyntax(.word(name), Span(call.span.start, call.span.start + name.unicodeScalars.count))
      let syntax = CommandSyntax(
        span: call.span, arguments: ([head] + call.arguments).map { ArgumentSyntax(name: nil, value: $0) })
      bind(
        BoundCall(
          syntax: syntax, target: .definition(name), signature: definition.signature, arguments: syntax.arguments.dropFirst()), insideOf: 0)
    } else if !call.function.arity.contains(call.arguments.count) {
      let count = call.arguments.count
      fault(
        .syntax, call.span, "`\(name)` cannot take \(count == 0 ? "nothing" : "\(count) value\(count == 1 ? "" : "s")")",
        hint: "it is called \(call.function.usage.call)")
    }
  }

  private func bind(_ unbound: BoundCall<Session>, insideOf outer: Int) {
    var call = unbound
    let parameters = call.signature.parameters
    takeInnerCommand(&call, insideOf: outer)
    let arguments = Array(call.arguments)
    let assignment = ArgumentAssignment(parameters, names: arguments.map(\.name?.text), forms: arguments.map(\.value.staticForm))
    var given: [Int: Span] = call.inner
    var hasTooMany = false
    for (argument, index) in zip(arguments, assignment.parameters) {
      guard let index else {
        if argument.name != nil || !hasTooMany { unexpectedArgument(argument, of: call) }
        hasTooMany = hasTooMany || argument.name == nil
        continue
      }
      if let first = given[index], !parameters[index].isRepeated || argument.name != nil {
        let line = recipe.source.place(of: first.start)
        fault(.syntax, argument.span, "`\(parameters[index].name)` is given twice", hint: "first in column \(line.column)")
        continue
      }
      given[index] = argument.span
      let isSpread = parameters[index].isRepeated && argument.name != nil
      check(argument.value, for: parameters[index], as: isSpread ? .list(of: parameters[index].type) : parameters[index].type)
      if case .recipe = parameters[index].type { bindRecipe(argument.value, index, &call) }
    }
    for (index, parameter) in parameters.enumerated() where parameter.isRequired && given[index] == nil {
      let words = Span(call.syntax.span.start, call.syntax.arguments[max(0, call.arguments.startIndex - 1)].span.end)
      fault(
        .syntax, words, "`\(call.signature.words)` needs `\(parameter.name)`" + (call.isDefinition ? "" : ": \(parameter.meaning)"),
        hint: call.signature.usage)
    }
    recipe.calls[call.syntax.span.start] = call
  }

  /// An argument that is a command takes all that follows.
  private func takeInnerCommand(_ call: inout BoundCall<Session>, insideOf outer: Int) {
    guard let index = call.signature.parameters.firstIndex(where: { if case .command = $0.type { true } else { false } }) else { return }
    let before = call.signature.parameters[..<index].filter(\.isPositional).count
    let positional = call.arguments.indices.filter { call.arguments[$0].name == nil }
    guard positional.count > before, let last = call.arguments.last else { return }
    let start = positional[before]
    let inner = CommandSyntax(
      span: call.arguments[start].span.to(last.span), arguments: Array(call.arguments[start...]))
    call.inner[index] = inner.span
    call.arguments = call.arguments[..<start]
    bind(inner, insideOf: outer + 1)
  }

  private func bindRecipe(_ value: ExpressionSyntax, _ index: Int, _ call: inout BoundCall<Session>) {
    guard let form = value.staticForm else {
      binder.isLate = true
      binder.scope.isOpen = true
      return
    }
    guard case .text(let path)? = try? ParameterType.recipe.accept(form) else { return }
    if let inner = binder.bindSource(path, at: value.span, in: recipe, chain: chain) {
      call.recipes[index] = inner
    } else {
      binder.scope.isOpen = true
    }
  }

  /// Checks of a value what is written out.
  private func check(_ value: ExpressionSyntax, for parameter: Parameter, as type: ParameterType) {
    if let form = value.staticForm {
      do throws(Mismatch) {
        _ = try type.accept(form)
      } catch {
        fault(.value, value.element(error.path).span, error.message(for: parameter), hint: error.hint)
      }
    } else if case .list(let elements) = value.kind, case .list(let element) = type {
      for value in elements { check(value, for: parameter, as: element) }
    }
  }

  private func unexpectedArgument(_ argument: ArgumentSyntax, of call: BoundCall<Session>) {
    let words = call.signature.words
    let parameters = call.signature.parameters
    if let name = argument.name {
      let elsewhere: String? = if case .command(let command) = call.target { command.namesElsewhere[name.text] } else { nil }
      let meant = parameters.called(name.text) ?? (elsewhere == nil ? parameters.meant(by: name.text) : nil)
      let hint = meant.map { "did you mean `\($0.name)`?" } ?? elsewhere ?? parameterHint(call)
      fault(.name, name.span, "`\(words)` has no parameter `\(name.text)`", hint: hint)
      return
    }
    if case .word(let word) = argument.value.kind {
      if let fault = misspelt(argument, word, of: call) {
        recipe.faults.append(fault)
        return
      }
      let longer = binder.commands.commands(beginningWith: words).map { String($0.words.dropFirst(words.count + 1)) }
      if let nearest = nearestName(to: word, in: longer) {
        fault(.name, argument.span, "there is no command `\(words) \(word)`", hint: "did you mean `\(words) \(nearest)`?")
        return
      }
    }
    if let named = parameters.first(where: { $0.isPositional && mayTake($0, argument) && isNamed($0, in: call) }) {
      fault(.syntax, argument.span, "`\(named.name)` is given twice", hint: "once with its name and once without")
      return
    }
    if case .word(let word) = argument.value.kind, let meant = parameters.called(word) {
      fault(
        .syntax, argument.span, "an argument with a name is written with `=`",
        hint: "\(meant.name)=\(value(behind: argument, of: call) ?? "VALUE"), without blanks")
      return
    }
    let free = parameters.filter { !$0.isPositional && mayTake($0, argument) && !isNamed($0, in: call) }
    let isWordOfText = parameters.contains { parameter in
      switch parameter.type {
      case .text, .path: parameter.isPositional
      default: false
      }
    }
    let most = parameters.filter(\.isPositional).count
    let takes = most == 0 ? "takes no values without a name" : "takes no more than \(most) value\(most == 1 ? "" : "s")"
    let hint: String
    if isWordOfText {
      hint = "a text with blanks stands in quotes"
    } else if most == 0, free.count == 1, let only = free.first {
      hint = "did you mean `\(only.name)=\(recipe.source.text(argument.value.span))`?"
    } else {
      hint = parameterHint(call)
    }
    fault(.syntax, argument.span, "`\(words)` \(takes)", hint: hint)
  }

  /// `--epochs 5`, `batch-size=4`, `lr: 1e-3`: a name and its value as other programs have them.
  private func misspelt(_ argument: ArgumentSyntax, _ word: String, of call: BoundCall<Session>) -> Fault? {
    let parameters = call.signature.parameters
    let isOption = word.hasPrefix("-")
    let parts = word.split(separator: word.contains("=") ? "=" : ":", maxSplits: 1).map(String.init)
    let name = String((parts.first ?? word).drop { $0 == "-" })
    guard let first = name.unicodeScalars.first, first.startsName else { return nil }
    if isOption, name == "help" || name == "h", binder.commands["help"] != nil {
      return Fault(
        .syntax, argument.span, "`\(word)`: an option is written without dashes", hint: "`help \(call.signature.words)` explains it")
    }
    guard isOption || parts.count > 1 || word.hasSuffix(":") else { return nil }
    let meant = parameters.meant(by: name)
    var value = parts.count > 1 ? parts[1] : value(behind: argument, of: call)
    if value == nil, case .boolean? = meant?.type { value = "true" }
    let hint = "\(meant?.name ?? name.replacing("-", with: "_"))=\(value ?? "VALUE")"
    if isOption { return Fault(.syntax, argument.span, "`\(word)`: an option is written without dashes", hint: hint) }
    if !word.contains("=") {
      return meant.map { _ in Fault(.syntax, argument.span, "an argument with a name is written with `=`", hint: "\(hint), without blanks")
      }
    }
    return Fault(
      .name, argument.span, "`\(call.signature.words)` has no parameter `\(name)`",
      hint: meant == nil ? parameterHint(call) : "did you mean `\(hint)`?")
  }

  /// As it is written.
  private func value(behind argument: ArgumentSyntax, of call: BoundCall<Session>) -> String? {
    let next = call.arguments.first { $0.span.start > argument.span.start && $0.name == nil }
    return next.map { recipe.source.text($0.value.span) }
  }

  private func mayTake(_ parameter: Parameter, _ argument: ArgumentSyntax) -> Bool {
    argument.value.staticForm.map { (try? parameter.type.accept($0)) != nil } ?? true
  }

  private func isNamed(_ parameter: Parameter, in call: BoundCall<Session>) -> Bool {
    call.arguments.contains { $0.name?.text == parameter.name }
  }

  private func parameterHint(_ call: BoundCall<Session>) -> String {
    call.signature.parameters.isEmpty ? "it takes no arguments" : call.signature.usage
  }
}

extension BoundCall {
  var isDefinition: Bool { if case .definition = target { true } else { false } }
}

extension CommandSyntax {
  /// The words it begins with.
  var leadingWords: [String] {
    var words: [String] = []
    for argument in arguments {
      guard argument.name == nil, case .word(let word) = argument.value.kind else { break }
      words.append(word)
    }
    return words
  }
}

extension ExpressionSyntax {
  /// The element of a list that `path` leads to; the list itself when it is not written out.
  func element(_ path: [Int]) -> ExpressionSyntax {
    guard let index = path.first, case .list(let elements) = kind, index < elements.count else { return self }
    return elements[index].element(Array(path.dropFirst()))
  }
}

extension Mismatch {
  func message(for parameter: Parameter) -> String { "`\(parameter.name)` takes \(expected), not \(given)" }
}
