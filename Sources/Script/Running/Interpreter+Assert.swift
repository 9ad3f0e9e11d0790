import Essentials

extension Interpreter {
  /// Fails unless the condition holds, and then says what its two sides were.
  func assert(_ test: ExpressionSyntax, _ message: ExpressionSyntax?, in place: Place<Session>) throws(Unwind) {
    let holds: Value
    var sides: (Value, Value)?
    if case .operation(let operation, let left, let right, let span) = test.kind, operation.level == .comparison {
      let (a, b) = (try evaluate(left, in: place), try evaluate(right, in: place))
      holds = try located(span, in: place) { () throws(ValueFault) in try Arithmetic.apply(operation, a, b) }
      sides = (a, b)
    } else {
      holds = try evaluate(test, in: place)
    }
    guard case .boolean(let isTrue) = holds else {
      throw fault(.value, test.span, "`assert` needs true or false, not \(ArgumentForm.value(holds).shown)", in: place)
    }
    if isTrue { return }
    let source = place.recipe.source.text(test.span)
    let reason = try message.map { (expression: ExpressionSyntax) throws(Unwind) in try evaluate(expression, in: place).display }
    let found = sides.map { "the left side is \(shown($0.0)), the right side \(shown($0.1))" }
    throw fault(.value, test.span, reason ?? "this does not hold: \(source)", hint: found, in: place)
  }

  private func shown(_ value: Value) -> String { value.size < 2000 ? value.literal : value.typeName }
}
