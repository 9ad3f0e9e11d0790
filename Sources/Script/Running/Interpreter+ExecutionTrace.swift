extension Interpreter {
  func enter(_ kind: ExecutionTrace.Kind, _ span: Span, in place: Place<Session>) {
    listener(.traced(.entered(ExecutionTrace.Part(kind: kind, source: place.recipe.source, span: span))))
  }

  func leave(_ ending: ExecutionTrace.Ending) { listener(.traced(.left(ending))) }

  /// Tells that a part begins and how it ends.
  func tracing<T>(_ kind: ExecutionTrace.Kind, _ span: Span, in place: Place<Session>, _ body: () throws(Unwind) -> T) throws(Unwind) -> T {
    enter(kind, span, in: place)
    do throws(Unwind) {
      let result = try body()
      leave(.finished)
      return result
    } catch {
      leave(.failed)
      throw error
    }
  }

  /// Gives a name of the frame a value.
  func assign(_ name: String, _ value: Value, by assigner: ExecutionTrace.Assigner, in place: Place<Session>) {
    place.frame.values[name] = value
    listener(.traced(.assigned(name: name, value: value, by: assigner)))
  }
}

extension BoundCall {
  /// How a trace names it.
  var part: ExecutionTrace.Kind {
    switch target {
    case .command(let command): .command(words: command.words, isKept: command.isKept)
    case .definition(let name): .call(definition: name)
    case .late: preconditionFailure("a command was run before it was bound")
    }
  }
}
