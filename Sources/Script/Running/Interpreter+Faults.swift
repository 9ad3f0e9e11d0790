import Essentials

extension Interpreter {
  func fault(_ kind: Diagnostic.Kind, _ span: Span, _ message: String, hint: String? = nil, in place: Place<Session>) -> Unwind {
    .error(ScriptError(cause: .failed, diagnostics: [place.recipe.source.diagnostic(Fault(kind, span, message, hint: hint))]))
  }

  func stopped(_ span: Span, in place: Place<Session>, _ message: String = "stopped") -> Unwind {
    .error(ScriptError(cause: .stopped, diagnostics: [place.recipe.source.diagnostic(Fault(.stopped, span, message))]))
  }

  /// Adds the place to what is wrong with values.
  func located<T>(_ span: Span, in place: Place<Session>, _ body: () throws(ValueFault) -> T) throws(Unwind) -> T {
    do throws(ValueFault) {
      return try body()
    } catch {
      throw fault(error.kind, span, error.message, hint: error.hint, in: place)
    }
  }

  /// Adds the place to what a command throws: that of the argument it names, otherwise its own. What already knows a line of a file keeps
  /// it; a file as a whole that is at fault, missing for example, is pointed at where an argument names it.
  func located(_ error: any Error, _ syntax: CommandSyntax, arguments: GivenArguments, in place: Place<Session>) -> Unwind {
    if let unwind = error as? Unwind { return unwind }
    guard let error = error as? any DiagnosticError else {
      return fault(.internal, syntax.span, "\(error)", hint: "this is a mistake of the program, not of yours", in: place)
    }
    let span = (error as? ArgumentFault).flatMap { arguments.spans[$0.parameter] } ?? syntax.span
    let caller = place.recipe.caller(syntax.span)
    var diagnostics = error.diagnostics
    for index in diagnostics.indices {
      let file = diagnostics[index].file
      let named = file.flatMap { diagnostics[index].line == nil ? arguments.span(naming: $0) : nil }
      if file != nil, named == nil {
        diagnostics[index].callers.append(caller)
      } else {
        let position = place.recipe.source.place(of: (named ?? span).start)
        if let file { diagnostics[index].message = "\(file): \(diagnostics[index].message)" }
        diagnostics[index].file = place.recipe.source.name
        diagnostics[index].line = position.line
        diagnostics[index].column = position.column
        diagnostics[index].sourceLine = place.recipe.source.line(position.line)
      }
    }
    let isStop = diagnostics.first?.kind == .stopped
    var located = ScriptError(cause: isStop ? .stopped : .failed, diagnostics: diagnostics)
    located.replay = (error as? PartlyDone)?.replay
    return .error(located)
  }

  /// Tells the listener of a fault in a statement that is no command.
  func reporting<T>(_ statement: StatementSyntax, in place: Place<Session>, _ body: () throws(Unwind) -> T) throws(Unwind) -> T {
    do throws(Unwind) {
      return try body()
    } catch {
      throw report(error, statement, in: place)
    }
  }

  /// Unless a command has told it already, or one that is under way will.
  func report(_ unwind: Unwind, _ statement: StatementSyntax, in place: Place<Session>) -> Unwind {
    guard case .error(let error) = unwind, !error.isReported, underWay == 0 else { return unwind }
    let line = place.recipe.caller(statement.span).text
    finish(.fault, Span(statement.span.start, statement.span.start + line.unicodeScalars.count), nil, since: .now, error: unwind, in: place)
    return unwind.reported
  }

  func begin(_ command: String, _ span: Span, in place: Place<Session>) {
    let source = place.recipe.source
    listener(
      .began(StatementStart(command: command, source: source.text(span), file: source.name, line: source.place(of: span.start).line)))
  }

  func finish(
    _ kind: StatementResult.Kind, _ span: Span, _ output: Output?, since start: ContinuousClock.Instant, error: Unwind? = nil,
    in place: Place<Session>
  ) {
    let source = place.recipe.source
    var errors: [Diagnostic] = []
    var output = output
    if case .error(let error)? = error {
      errors = error.diagnostics
      if let replay = error.replay { output = output ?? Output(replay: replay) }
    }
    if let output, output.isResult, output.value != .none { resultSoFar = output.value }
    listener(
      .finished(
        StatementResult(
          kind: kind, source: source.text(span), file: source.name, line: source.place(of: span.start).line, output: output,
          seconds: start.duration(to: .now) / .seconds(1), errors: errors)))
  }
}
