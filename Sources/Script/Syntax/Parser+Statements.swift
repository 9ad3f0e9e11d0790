extension Parser {
  /// `statement`.
  mutating func statement() throws(Fault) -> StatementSyntax {
    let start = cursor.offset
    guard let first = cursor.peek() else { throw unexpected("a statement") }
    if first == "$" || first == "(" || first == "[" || first == "\"" || first == "'" || first.isDigit {
      if let fault = assignment() { throw fault }
      let value = try expression()
      return StatementSyntax(span: value.span, kind: .expression(value))
    }
    if first == "{" {
      throw Fault(
        .syntax, Span(start, start + 1), "\(startsRecord ? "a record" : "a block") stands here by itself",
        hint: startsRecord ? "in parentheses it is shown: ({...})" : "a block belongs to if, else, for, while, repeat or def")
    }
    guard let keyword = keyword() else {
      let command = try command(from: start)
      return StatementSyntax(span: command.span, kind: .command(command))
    }
    let kind = try statement(keyword)
    return StatementSyntax(span: Span(start, cursor.offset), kind: kind)
  }

  /// `$x = 4` and `$x += 4`, which set a variable elsewhere.
  private func assignment() -> Fault? {
    var rest = cursor
    guard rest.take("$"), let name = rest.name() else { return nil }
    rest.skipBlanks()
    let start = rest.offset
    let sign = rest.peek().flatMap { "+-*/%".unicodeScalars.contains($0) ? $0 : nil }
    if sign != nil { rest.offset += 1 }
    guard rest.take("="), rest.peek() != "=" else { return nil }
    let here = Span(start, rest.offset)
    rest.skipBlanks()
    let value = rest.roughValue()
    let whole = sign.map { "$\(name.text) \($0) \(value)" } ?? value
    return Fault(.syntax, here, "a variable is set with `let`, and without `$`", hint: "let \(name.text) = \(whole)")
  }

  private static let keywords: Set<String> = Set(ReservedWord.allCases.map(\.rawValue)).union(["assert"])

  /// The keyword that is the whole word at the cursor; takes it.
  private mutating func keyword() -> String? {
    let start = cursor.offset
    if let word = cursor.word(), Self.keywords.contains(word) {
      // At the very end it may be the beginning of a longer word.
      note(.statement(Span(start, cursor.offset)))
      return word
    }
    cursor.offset = start
    return nil
  }

  private mutating func statement(_ keyword: String) throws(Fault) -> StatementSyntax.Kind {
    let span = Span(cursor.offset - keyword.unicodeScalars.count, cursor.offset)
    cursor.skipBlanks()
    switch keyword {
    case "let": return try letStatement()
    case "if": return try ifStatement()
    case "for": return try forStatement()
    case "while":
      let condition = try header { parser throws(Fault) in try parser.expression() }
      return .while(condition ?? missing, try loopBody())
    case "repeat":
      if cursor.peek() == "{" {
        throw Fault(.syntax, span, "`repeat` needs to know how often", hint: "repeat 3 { ... }, or `while true { ... }` for ever")
      }
      let count = try header { parser throws(Fault) in try parser.expression() }
      return .repeat(count ?? missing, try loopBody())
    case "def": return .definition(try definition(span))
    case "return":
      guard isInDefinition else { throw Fault(.syntax, span, "`return` belongs into a `def`") }
      if let next = cursor.peek(), next != "\n", next != ";", next != "}" { return .return(try expression()) }
      return .return(nil)
    case "break", "continue":
      guard loops > 0 else { throw Fault(.syntax, span, "`\(keyword)` belongs into a loop") }
      return keyword == "break" ? .break : .continue
    case "assert":
      let condition = try expression()
      cursor.skipBlanks()
      guard cursor.take(",") else { return .assert(condition, message: nil) }
      cursor.skipBlanks()
      return .assert(condition, message: try expression())
    case "else":
      throw Fault(
        .syntax, span, "this `else` has no `if`",
        hint: "`else` follows its `if`; at the prompt on the line of the closing brace: } else { ... }")
    case "true", "false", "none":
      throw Fault(.syntax, span, "`\(keyword)` is a value, not a command", hint: "in parentheses it is shown: (\(keyword))")
    case "not":
      throw Fault(.syntax, span, "`not` begins an expression, not a statement", hint: "in parentheses its value is shown: (not ...)")
    default:
      throw Fault(.syntax, span, "`\(keyword)` cannot begin a statement")
    }
  }

  var missing: ExpressionSyntax { ExpressionSyntax(.missing, Span(cursor.offset, cursor.offset)) }

  /// `let`, the keyword already taken.
  private mutating func letStatement() throws(Fault) -> StatementSyntax.Kind {
    let name = try newName("let", example: "let rate = 5e-6")
    if cursor.skipBlanks() { note(.nothing) }
    guard cursor.peek() == "=", cursor.peek(1) != "=" else {
      throw unexpected("`=`", orHint: "let \(name.text) = ...")
    }
    cursor.offset += 1
    cursor.skipBlanks()
    return .let(name, try expression())
  }

  /// A name that is about to be set.
  mutating func newName(_ keyword: String, example: String) throws(Fault) -> NameSyntax {
    if cursor.peek() == "$" {
      throw Fault(
        .syntax, Span(cursor.offset, cursor.offset + 1), "after `\(keyword)` the name stands without `$`", hint: "for example `\(example)`")
    }
    note(.newName)
    guard let name = cursor.name() else { throw unexpected("a name") }
    note(.newName)
    guard ReservedWord(rawValue: name.text) == nil else {
      throw Fault(.syntax, name.span, "`\(name.text)` is a word of the language and cannot be a name")
    }
    guard name.text != "_" else { throw Fault(.syntax, name.span, "`_` cannot be a name: `$_` is the last result at the prompt") }
    return name
  }
}
