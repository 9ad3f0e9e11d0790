import Essentials

extension Interpreter {
  func evaluate(_ expression: ExpressionSyntax, in place: Place<Session>) throws(Unwind) -> Value {
    nesting += 1
    defer { nesting -= 1 }
    try checkNesting(expression.span, in: place)
    switch expression.kind {
    case .literal(let value): return value
    case .word(let word): return WordValue.of(word)
    case .missing: preconditionFailure("an expression with a fault in it was run")
    case .interpolation(let pieces): return try interpolate(pieces, expression.span, in: place)
    case .variable(let name): return try variable(name, expression.span, in: place)
    case .field(let value, let name):
      let value = try evaluate(value, in: place)
      return try located(name.span, in: place) { () throws(ValueFault) in try value.field(name.text) }
    case .index(let value, let index):
      let (value, position) = (try evaluate(value, in: place), try evaluate(index, in: place))
      return try located(index.span, in: place) { () throws(ValueFault) in try value.element(position) }
    case .list(let elements):
      var values: [Value] = []
      for element in elements { values.append(try evaluate(element, in: place)) }
      return try located(expression.span, in: place) { () throws(ValueFault) in try Arithmetic.bounded(.list(List(values))) }
    case .comprehension(let list): return try evaluate(list, expression.span, in: place)
    case .record(let fields):
      var values: [(String, Value)] = []
      for field in fields { values.append((field.name.text, try evaluate(field.value, in: place))) }
      return try located(expression.span, in: place) { () throws(ValueFault) in try Arithmetic.bounded(.record(Record(values))) }
    case .formatted(let value, let format):
      let shown = try evaluate(value, in: place)
      return .text(try located(value.span, in: place) { () throws(ValueFault) in try format.text(of: shown) })
    case .range(let first, let last):
      return .range(IntegerRange(try rangeEnd(first, in: place), try rangeEnd(last, in: place)))
    case .negative(let value):
      let number = try evaluate(value, in: place)
      return try located(value.span, in: place) { () throws(ValueFault) in try Arithmetic.negate(number) }
    case .not(let value): return .boolean(!(try boolean(value, "not", in: place)))
    case .operation(.and, let left, let right, _):
      guard try boolean(left, "and", in: place) else { return .boolean(false) }
      return .boolean(try boolean(right, "and", in: place))
    case .operation(.or, let left, let right, _):
      if try boolean(left, "or", in: place) { return .boolean(true) }
      return .boolean(try boolean(right, "or", in: place))
    case .operation(let operation, let left, let right, let span):
      let (a, b) = (try evaluate(left, in: place), try evaluate(right, in: place))
      return try located(span, in: place) { () throws(ValueFault) in try Arithmetic.apply(operation, a, b) }
    case .function(let call):
      if call.function.yieldsToDefinitions, let definition = place.recipe.calls[call.span.start] {
        return try runNested(definition, in: place).value
      }
      var values: [Value] = []
      for argument in call.arguments { values.append(try evaluate(argument, in: place)) }
      return try located(expression.span, in: place) { () throws(ValueFault) in try Arithmetic.bounded(call.function(values)) }
    case .command(let command): return try runNested(command, in: place).value
    }
  }

  func checkNesting(_ span: Span, in place: Place<Session>) throws(Unwind) {
    if nesting > Self.nestingLimit { throw fault(.value, span, "calls and blocks are nested too deeply here", in: place) }
  }

  /// An argument before its parameter says what it means.
  func form(_ expression: ExpressionSyntax, in place: Place<Session>) throws(Unwind) -> ArgumentForm {
    switch expression.kind {
    case .word(let word): return .word(word)
    case .list(let elements):
      var forms: [ArgumentForm] = []
      for element in elements { forms.append(try form(element, in: place)) }
      return .list(forms)
    case .record(let fields):
      var forms: [(name: String, form: ArgumentForm)] = []
      for field in fields { forms.append((field.name.text, try form(field.value, in: place))) }
      return .record(forms)
    default: return .value(try evaluate(expression, in: place))
    }
  }

  private func evaluate(_ list: ComprehensionSyntax, _ span: Span, in place: Place<Session>) throws(Unwind) -> Value {
    let name = list.name.text
    let sequence = try evaluate(list.sequence, in: place)
    guard let elements = sequence.elements else {
      throw fault(.value, list.sequence.span, "`for` goes through a list or a range, not \(sequence.typeName)", in: place)
    }
    let outer = place.frame.values[name]
    var values: [Value] = []
    var size = 0
    defer {
      place.frame.values[name] = outer
      if let outer { assign(name, outer, by: .let, in: place) }
    }
    for (index, element) in elements.enumerated() {
      if stop.isStopped { throw stopped(span, in: place) }
      assign(name, element, by: .element(index), in: place)
      if let condition = list.condition, try !boolean(condition, "if", in: place) { continue }
      let value = try evaluate(list.element, in: place)
      values.append(value)
      size = saturatingSum([size, value.size])
      if size > Arithmetic.sizeLimit { break }
    }
    return try located(span, in: place) { () throws(ValueFault) in try Arithmetic.bounded(.list(List(values))) }
  }

  private func interpolate(_ pieces: [ExpressionSyntax.StringPiece], _ span: Span, in place: Place<Session>) throws(Unwind) -> Value {
    var text = ""
    for piece in pieces {
      switch piece {
      case .text(let piece): text += piece
      case .value(let value): text += try evaluate(value, in: place).display
      }
      _ = try located(span, in: place) { () throws(ValueFault) in try Arithmetic.bounded(.text(text)) }
    }
    return .text(text)
  }

  private func variable(_ name: String, _ span: Span, in place: Place<Session>) throws(Unwind) -> Value {
    if name == "_" || name.unicodeScalars.allSatisfy(\.isDigit) {
      guard let value = earlierResult(name) else { throw fault(.name, span, "there is no result `$\(name)`", in: place) }
      return value
    }
    guard let value = place.frame[name] else {
      throw fault(.name, span, "`$\(name)` is not set", hint: "no line that ran so far has set it", in: place)
    }
    return value
  }

  private func rangeEnd(_ expression: ExpressionSyntax, in place: Place<Session>) throws(Unwind) -> Int {
    let value = try evaluate(expression, in: place)
    guard let end = value.asInteger else {
      throw fault(.value, expression.span, "the ends of a range are whole numbers, not \(ArgumentForm.value(value).shown)", in: place)
    }
    return end
  }

  private func boolean(_ expression: ExpressionSyntax, _ operation: String, in place: Place<Session>) throws(Unwind) -> Bool {
    let value = try evaluate(expression, in: place)
    guard case .boolean(let boolean) = value else {
      throw fault(.value, expression.span, "`\(operation)` needs true or false, not \(ArgumentForm.value(value).shown)", in: place)
    }
    return boolean
  }
}
