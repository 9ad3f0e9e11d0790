extension Parser {
  /// `primary`.
  mutating func primary() throws(Fault) -> ExpressionSyntax {
    let start = cursor.offset
    guard let next = cursor.peek() else {
      note(.operand(Span(start, start)))
      throw unexpected("a value")
    }
    switch next {
    case "\"", "'": return try string()
    case "$": return try variable()
    case "(": return try group()
    case "[": return try listOrComprehension()
    case "{" where startsRecord: return try record { parser throws(Fault) in try parser.expression() }
    case "<":
      guard let tag = cursor.tag() else { throw unexpected("a value") }
      return ExpressionSyntax(.literal(.text(tag)), Span(start, cursor.offset))
    case _ where next.isDigit: return try number()
    case _ where next.startsName: return try nameOrCall()
    default: throw unexpected("a value")
    }
  }

  /// `variable`.
  mutating func variable() throws(Fault) -> ExpressionSyntax {
    let start = cursor.offset
    cursor.offset += 1
    let name = cursor.digits() ?? cursor.name()?.text
    note(.variable(Span(start + 1, cursor.offset)))
    guard let name else {
      throw Fault(.syntax, Span(start, start + 1), "after `$` a name is expected")
    }
    return ExpressionSyntax(.variable(name), Span(start, cursor.offset))
  }

  /// `group`: an expression or a command in parentheses.
  mutating func group() throws(Fault) -> ExpressionSyntax {
    let start = cursor.offset
    let value = try bracketed(")") { parser throws(Fault) in
      try parser.nested { parser throws(Fault) in
        if parser.cursor.peek() == ")" { throw parser.unexpected("an expression or a command") }
        guard parser.startsCommand() else { return try parser.expression() }
        let command = try parser.command(from: parser.cursor.offset)
        return try parser.checked(ExpressionSyntax(.command(command), command.span))
      }
    }
    return value.spanning(Span(start, cursor.offset))
  }

  /// Whether a bare word that is no part of an expression stands behind an opening parenthesis.
  private mutating func startsCommand() -> Bool {
    guard let next = cursor.peek(), next.startsName else { return false }
    let start = cursor.offset
    defer { cursor.offset = start }
    guard let word = cursor.word() else { return false }
    if cursor.peek() == "(" && word.isName { return false }
    return ReservedWord(rawValue: word) == nil
  }

  /// `number`.
  private mutating func number() throws(Fault) -> ExpressionSyntax {
    let start = cursor.offset
    _ = cursor.digits()
    if cursor.peek() == ".", cursor.peek(1)?.isDigit ?? false {
      cursor.offset += 1
      _ = cursor.digits()
    }
    if cursor.peek() == "e" {
      let sign = cursor.peek(1) == "+" || cursor.peek(1) == "-" ? 1 : 0
      if cursor.peek(1 + sign)?.isDigit ?? false {
        cursor.offset += 1 + sign
        _ = cursor.digits()
      }
    }
    let text = cursor.text(from: start)
    let isPercentage = cursor.take("%")
    let span = Span(start, cursor.offset)
    if let next = cursor.peek(), next.continuesName || (next == "." && cursor.peek(1) != ".") {
      throw gluedToNumber(span, isPercentage: isPercentage)
    }
    guard let number = WordValue.number(text), let value = isPercentage ? WordValue.percentage(number) : number else {
      throw Fault(.value, span, "this number is too large", hint: "the largest is about 1.8e308")
    }
    return ExpressionSyntax(.literal(value), span)
  }

  func gluedToNumber(_ number: Span, isPercentage: Bool) -> Fault {
    var end = cursor.offset
    while end < cursor.source.scalars.count, cursor.source.scalars[end].continuesName || cursor.source.scalars[end] == "." { end += 1 }
    let text = cursor.source.text(Span(number.start, end))
    let hint: String
    if isPercentage {
      hint = "glued to a number `%` is a percentage; with a blank before it, the remainder"
    } else {
      hint = "a number is written 3, 0.25 or 5e-6; the text is '\(text)'"
    }
    return Fault(.syntax, Span(number.start, end), "`\(text)` is no number", hint: hint)
  }

  /// `constant` or `call`.
  private mutating func nameOrCall() throws(Fault) -> ExpressionSyntax {
    guard let name = cursor.name() else { throw unexpected("a value") }
    note(.operand(name.span))
    switch name.text {
    case "true": return ExpressionSyntax(.literal(.boolean(true)), name.span)
    case "false": return ExpressionSyntax(.literal(.boolean(false)), name.span)
    case "none": return ExpressionSyntax(.literal(.none), name.span)
    default: break
    }
    guard cursor.peek() == "(" else { throw bareWord(name) }
    guard let function = BuiltinFunction(rawValue: name.text) else { throw unknownFunction(name) }
    let arguments = try bracketed(")") { parser throws(Fault) in
      var values: [ExpressionSyntax] = []
      while parser.cursor.peek() != ")" {
        values.append(try parser.expression())
        parser.cursor.skipBlanks()
        if parser.cursor.peek() == ")" { break }
        guard parser.cursor.take(",") else { throw parser.unexpected("`,` or `)`") }
        parser.cursor.skipBlanks()
      }
      return values
    }
    let call = FunctionCallSyntax(function: function, arguments: arguments, span: Span(name.span.start, cursor.offset))
    return try checked(ExpressionSyntax(.function(call), call.span))
  }
}
