extension Parser {
  /// expression = operands joined by operators, as tightly as `level` or tighter
  mutating func expression(_ level: BinaryOperator.Level = .or) throws(Fault) -> ExpressionSyntax {
    try nested { parser throws(Fault) in
      var left = try parser.operand(level)
      while let (operation, span) = try parser.binaryOperator(tighterThan: level) {
        let right = try parser.expression(operation.rightLevel)
        left = try parser.checked(ExpressionSyntax(.operation(operation, left, right, at: span), left.span.to(right.span)))
        if operation.level == .comparison { try parser.refuseChain() }
      }
      return left
    }
  }

  /// The operator behind the blanks, when it holds as tightly as `level`; nothing is taken otherwise.
  private mutating func binaryOperator(tighterThan level: BinaryOperator.Level) throws(Fault) -> (BinaryOperator, Span)? {
    let before = cursor
    if cursor.skipBlanks() { note(.binaryOperator(Span(cursor.offset, cursor.offset))) }
    let start = cursor.offset
    if let operation = takeOperator(), operation.level >= level {
      let span = Span(start, cursor.offset)
      cursor.skipBlanks()
      return (operation, span)
    }
    cursor = before
    return nil
  }

  private mutating func takeOperator() -> BinaryOperator? {
    if let sign = BinaryOperator.signs.first(where: { cursor.starts(with: $0.rawValue) }) {
      cursor.offset += sign.rawValue.unicodeScalars.count
      return sign
    }
    guard let name = cursor.name() else { return nil }
    note(.binaryOperator(name.span))
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

  /// operand = "not" operand | "-" operand | postfix
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

  /// Whether `-1..` stands here, which is a range and not the negative of one.
  private var startsNegativeRange: Bool {
    var ahead = 1
    while let scalar = cursor.peek(ahead), scalar.isDigit { ahead += 1 }
    return ahead > 1 && cursor.peek(ahead) == "." && cursor.peek(ahead + 1) == "."
  }

  /// range = bound ".." bound; both glued to the dots
  private mutating func rangeOrPostfix() throws(Fault) -> ExpressionSyntax {
    let first = try cursor.peek() == "-" ? bound() : postfix(primary())
    guard cursor.peek() == ".", cursor.peek(1) == "." else { return first }
    guard isBound(first) else {
      throw Fault(.syntax, first.span, "a range goes from one whole number to another", hint: "for example 0..9, 0..$last or 0..($n - 1)")
    }
    cursor.offset += 2
    let last = try bound()
    let span = first.span.to(last.span)
    if case .literal(.integer(let a)) = first.kind, case .literal(.integer(let b)) = last.kind {
      return ExpressionSyntax(.literal(.range(IntegerRange(a, b))), span)
    }
    return try checked(ExpressionSyntax(.range(first, last), span))
  }

  /// Digits, a variable or a group; not a fraction, a list or a text.
  private func isBound(_ first: ExpressionSyntax) -> Bool {
    let written = cursor.source.scalars[first.span.start..<first.span.end]
    switch written.first {
    case "$"?, "("?: return true
    case "-"?: return true
    default: return written.allSatisfy(\.isDigit)
    }
  }

  /// bound = [ "-" ] digits | variable | group
  private mutating func bound() throws(Fault) -> ExpressionSyntax {
    let start = cursor.offset
    switch cursor.peek() {
    case "$"?, "("?: return try postfix(primary())
    case "-"? where cursor.peek(1)?.isDigit ?? false: cursor.offset += 1
    case let next? where next.isDigit: break
    default:
      throw Fault(
        .syntax, Span(cursor.offset, cursor.offset + 1), "`..` needs a whole number, a variable or parentheses on either side",
        hint: "without blanks: 0..9, 0..$last or 0..($n - 1)")
    }
    _ = cursor.digits()
    let span = Span(start, cursor.offset)
    if let next = cursor.peek(), next.continuesName { throw gluedToNumber(span, isPercentage: false) }
    guard case .integer(let value)? = WordValue.number(cursor.text(from: start)) else {
      throw Fault(.syntax, span, "this number is too large for the end of a range")
    }
    return ExpressionSyntax(.literal(.integer(value)), span)
  }

  /// postfix = primary { "." name | "[" expression "]" }; nothing between them
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
    if let bracket = cursor.peek() { open.append((bracket, cursor.offset)) }
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

  /// primary = number | percentage | string | tag | "true" | "false" | "none" | variable | list | group | call
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
    case "[":
      let values = try list { parser throws(Fault) in try parser.expression() }
      return try checked(ExpressionSyntax(.list(values), Span(start, cursor.offset)))
    case "<":
      guard let tag = cursor.tag() else { throw unexpected("a value") }
      return ExpressionSyntax(.literal(.text(tag)), Span(start, cursor.offset))
    case _ where next.isDigit: return try number()
    case _ where next.startsName: return try nameOrCall()
    default: throw unexpected("a value")
    }
  }

  /// variable = "$" ( name | digits )
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

  /// list = "[" [ element { "," element } [ "," ] ] "]"
  mutating func list(_ element: (inout Parser) throws(Fault) -> ExpressionSyntax) throws(Fault) -> [ExpressionSyntax] {
    try bracketed("]") { parser throws(Fault) in
      var values: [ExpressionSyntax] = []
      while parser.cursor.peek() != "]" {
        values.append(try element(&parser))
        parser.cursor.skipBlanks()
        if parser.cursor.peek() == "]" { break }
        guard parser.cursor.take(",") else { throw parser.unexpected("`,` or `]`") }
        parser.cursor.skipBlanks()
      }
      return values
    }
  }

  /// group = "(" ( expression | command ) ")"
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

  /// number = digits [ "." digits ] [ "e" [ "+" | "-" ] digits ] [ "%" ]
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

  private func gluedToNumber(_ number: Span, isPercentage: Bool) -> Fault {
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

  /// call = function "(" [ expression { "," expression } ] ")"
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
    let span = Span(name.span.start, cursor.offset)
    guard function.arity.contains(arguments.count) else {
      let given = arguments.count == 0 ? "nothing" : "\(arguments.count) values"
      throw Fault(.syntax, span, "`\(name.text)` cannot take \(given)", hint: "it is called \(function.usage.call)")
    }
    return try checked(ExpressionSyntax(.function(function, arguments), span))
  }
}
