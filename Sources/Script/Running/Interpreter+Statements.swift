import Essentials

extension Interpreter {
  /// Runs statements one after the other.
  func run(_ statements: [StatementSyntax], in place: Place<Session>) throws(Unwind) -> Flow {
    for statement in statements {
      let flow = try run(statement, in: place)
      if case .next = flow { continue }
      return flow
    }
    return .next
  }

  private func run(_ statement: StatementSyntax, in place: Place<Session>) throws(Unwind) -> Flow {
    try checkStop(statement, in: place)
    enter(.statement(isWhole: statement.isWhole), statement.span, in: place)
    do throws(Unwind) {
      let flow = try perform(statement, in: place)
      leave(.finished)
      return flow
    } catch {
      leave(.failed)
      throw error
    }
  }

  private func perform(_ statement: StatementSyntax, in place: Place<Session>) throws(Unwind) -> Flow {
    switch statement.kind {
    case .command(let command): try runAtStatementLevel(command, in: place)
    case .expression(let expression): try show(expression, in: place)
    case .let(let name, let value):
      if let fixed = place.recipe.overrides[statement.span.start] {
        assign(name.text, fixed, by: .override, in: place)
      } else {
        assign(
          name.text, try reporting(statement, in: place) { () throws(Unwind) in try evaluate(value, in: place) }, by: .let, in: place)
      }
    case .if(let branches, let otherwise):
      for branch in branches {
        if try condition(branch.condition, of: statement, in: place) { return try block(branch.body, in: place) }
      }
      if let otherwise { return try block(otherwise, in: place) }
    case .forIn(let name, let sequence, let body): return try runFor(statement, name.text, sequence, body, in: place)
    case .while(let test, let body):
      while try condition(test, of: statement, in: place) {
        try checkStop(statement, in: place)
        if let flow = try turn(body, in: place) { return flow }
      }
    case .repeat(let count, let body):
      var left = try reporting(statement, in: place) { () throws(Unwind) in try times(count, in: place) }
      while left > 0 {
        left -= 1
        try checkStop(statement, in: place)
        if let flow = try turn(body, in: place) { return flow }
      }
    case .return(let value):
      guard let value else { return .returned(.none) }
      return .returned(try reporting(statement, in: place) { () throws(Unwind) in try evaluate(value, in: place) })
    case .break: return .leaveLoop
    case .continue: return .nextTurn
    case .assert(let test, let message): try assert(statement, test, message, in: place)
    case .definition: break
    }
    return .next
  }

  private func checkStop(_ statement: StatementSyntax, in place: Place<Session>) throws(Unwind) {
    if stop.isStopped { throw report(stopped(statement.span, in: place), statement, in: place) }
  }

  /// One turn of a loop; the flow to hand on when it was the last.
  private func turn(_ body: [StatementSyntax], in place: Place<Session>) throws(Unwind) -> Flow? {
    switch try block(body, in: place) {
    case .next, .nextTurn: nil
    case .leaveLoop: .next
    case .returned(let value): .returned(value)
    }
  }

  private func block(_ body: [StatementSyntax], in place: Place<Session>) throws(Unwind) -> Flow {
    nesting += 1
    defer { nesting -= 1 }
    return try run(body, in: place)
  }

  private func runFor(
    _ statement: StatementSyntax, _ name: String, _ sequence: ExpressionSyntax, _ body: [StatementSyntax], in place: Place<Session>
  ) throws(Unwind) -> Flow {
    let value = try reporting(statement, in: place) { () throws(Unwind) in
      try tracing(.sequence, sequence.span, in: place) { () throws(Unwind) in try evaluate(sequence, in: place) }
    }
    var turns = 0
    func turn(_ element: Value) throws(Unwind) -> Flow? {
      try checkStop(statement, in: place)
      assign(name, element, by: .element(turns), in: place)
      turns += 1
      return try self.turn(body, in: place)
    }
    guard let elements = value.elements else {
      throw report(
        fault(.value, sequence.span, "`for` goes through a list or a range, not \(value.typeName)", in: place), statement, in: place)
    }
    for element in elements {
      if let flow = try turn(element) { return flow }
    }
    return .next
  }

  private func times(_ count: ExpressionSyntax, in place: Place<Session>) throws(Unwind) -> Int {
    let value = try evaluate(count, in: place)
    guard let times = value.asInteger, times >= 0 else {
      throw fault(.value, count.span, "`repeat` takes a whole number of times, not \(ArgumentForm.value(value).shown)", in: place)
    }
    return times
  }

  private func condition(_ test: ExpressionSyntax, of statement: StatementSyntax, in place: Place<Session>) throws(Unwind) -> Bool {
    try reporting(statement, in: place) { () throws(Unwind) in
      let value = try evaluate(test, in: place)
      guard case .boolean(let holds) = value else {
        throw fault(
          .value, test.span, "a condition is true or false, not \(ArgumentForm.value(value).shown)", hint: "compare it: == != < <= > >=",
          in: place)
      }
      return holds
    }
  }

  private func show(_ expression: ExpressionSyntax, in place: Place<Session>) throws(Unwind) {
    let statement = StatementSyntax(span: expression.span, kind: .expression(expression))
    let start = ContinuousClock.now
    let value = try reporting(statement, in: place) { () throws(Unwind) in try evaluate(expression, in: place) }
    let output = Output(value, display: value == .none ? .none : value.shown)
    finish(.expression, expression.span, output, since: start, in: place)
  }

  private func assert(_ statement: StatementSyntax, _ test: ExpressionSyntax, _ message: ExpressionSyntax?, in place: Place<Session>)
    throws(Unwind)
  {
    let start = ContinuousClock.now
    begin("assert", statement.span, in: place)
    do throws(Unwind) {
      try assert(test, message, in: place)
      finish(.command("assert"), statement.span, Output(), since: start, in: place)
    } catch {
      finish(.command("assert"), statement.span, nil, since: start, error: error, in: place)
      throw error.reported
    }
  }
}
