extension Parser {
  /// `expression` and the productions below it, down to `level`: operands joined by operators that hold as tightly or tighter.
  mutating func expression(_ level: BinaryOperator.Level = .or) throws(Fault) -> ExpressionSyntax {
    try nested { parser throws(Fault) in
      var left = try parser.operand(level)
      while let (operation, span) = try parser.binaryOperator(atLeast: level) {
        let right = try parser.expression(operation.rightLevel)
        left = try parser.checked(ExpressionSyntax(.operation(operation, left, right, at: span), left.span.to(right.span)))
        if operation.level == .comparison { try parser.refuseChain() }
      }
      return left
    }
  }

  /// The operator behind the blanks, when it holds as tightly as `level`; nothing is taken otherwise.
  private mutating func binaryOperator(atLeast level: BinaryOperator.Level) throws(Fault) -> (BinaryOperator, Span)? {
    let before = cursor
    if cursor.skipBlanks() { note(.binaryOperator(Span(cursor.offset, cursor.offset), isInList: isInList)) }
    let start = cursor.offset
    if let operation = takeOperator(), operation.level >= level {
      let span = Span(start, cursor.offset)
      cursor.skipBlanks()
      return (operation, span)
    }
    cursor = before
    return nil
  }

  private var isInList: Bool { open.last?.bracket == "[" }

  private mutating func takeOperator() -> BinaryOperator? {
    if let sign = BinaryOperator.signs.first(where: { cursor.starts(with: $0.rawValue) }) {
      cursor.offset += sign.rawValue.unicodeScalars.count
      return sign
    }
    guard let name = cursor.name() else { return nil }
    note(.binaryOperator(name.span, isInList: isInList))
    return BinaryOperator(rawValue: name.text)
  }

  private mutating func refuseChain() throws(Fault) {
    let before = cursor
    cursor.skipBlanks()
    let start = cursor.offset
    if let next = takeOperator(), next.level == .comparison {
      throw Fault(
        .syntax, Span(start, cursor.offset), "comparisons are not chained", hint: "join two with `and`: $a < $b and $b < $c")
    }
    cursor = before
  }

  /// What stands before the first operator.
  private mutating func operand(_ level: BinaryOperator.Level) throws(Fault) -> ExpressionSyntax {
    let start = cursor.offset
    if cursor.peek() == "-", !startsNegativeRange {
      cursor.offset += 1
      cursor.skipBlanks()
      let value = try expression(.negation)
      let span = Span(start, value.span.end)
      if case .literal(let number) = value.kind, value.span.start == start + 1, let negative = try? Arithmetic.negate(number) {
        return ExpressionSyntax(.literal(negative), span)
      }
      return try checked(ExpressionSyntax(.negative(value), span))
    }
    if let name = cursor.name(), name.text == "not" {
      guard level <= .not else {
        throw Fault(.syntax, name.span, "`not` needs parentheses here", hint: "(not ...)")
      }
      cursor.skipBlanks()
      let value = try expression(.not)
      return try checked(ExpressionSyntax(.not(value), name.span.to(value.span)))
    }
    cursor.offset = start
    return try rangeOrPostfix()
  }

  /// The `suffix`es of a value: fields and indexes, glued to it.
  mutating func postfix(_ first: ExpressionSyntax) throws(Fault) -> ExpressionSyntax {
    var value = first
    while true {
      if cursor.peek() == ".", cursor.peek(1) != "." {
        cursor.offset += 1
        let start = cursor.offset
        let name = cursor.name()
        note(.field(value, Span(start, cursor.offset)))
        guard let name else {
          throw Fault(.syntax, Span(start, start + 1), "after `.` a field's name is expected")
        }
        value = try checked(ExpressionSyntax(.field(value, name), value.span.to(name.span)))
      } else if cursor.peek() == "[" {
        let start = cursor.offset
        let index = try bracketed("]") { parser throws(Fault) in try parser.expression() }
        value = try checked(ExpressionSyntax(.index(value, index), Span(min(start, value.span.start), cursor.offset)))
      } else {
        return value
      }
    }
  }

  /// What stands between brackets, the opening one at the cursor.
  mutating func bracketed<T>(_ close: Unicode.Scalar, _ body: (inout Parser) throws(Fault) -> T) throws(Fault) -> T {
    let outer = cursor.lineEndsAreBlanks
    if let bracket = cursor.peek() { open.append(OpenBracket(bracket: bracket, offset: cursor.offset)) }
    cursor.offset += 1
    cursor.lineEndsAreBlanks = strings == 0
    cursor.skipBlanks()
    let value = try body(&self)
    cursor.skipBlanks()
    guard cursor.take(close) else { throw unexpected("an operator or `\(close)`") }
    open.removeLast()
    cursor.lineEndsAreBlanks = outer
    return value
  }
}
