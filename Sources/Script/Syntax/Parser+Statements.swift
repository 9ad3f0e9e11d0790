extension Parser {
  /// statement = let | if | for | while | repeat | def | return | break | continue | assert | expression-statement | command
  mutating func statement() throws(Fault) -> StatementSyntax {
    let start = cursor.offset
    guard let first = cursor.peek() else { throw unexpected("a statement") }
    if first == "$" || first == "(" || first == "[" || first == "\"" || first == "'" || first.isDigit {
      let value = try expression()
      return StatementSyntax(span: value.span, kind: .expression(value))
    }
    if first == "{" {
      throw Fault(.syntax, Span(start, start + 1), "a block stands here by itself", hint: "a block belongs to if, else, for, while, repeat or def")
    }
    guard let keyword = keyword() else {
      let command = try command(from: start)
      return StatementSyntax(span: command.span, kind: .command(command))
    }
    let kind = try statement(keyword)
    return StatementSyntax(span: Span(start, cursor.offset), kind: kind)
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
      throw Fault(.syntax, span, "this `else` has no `if`", hint: "`else` follows the closing brace of its `if` on the same line")
    case "true", "false", "none":
      throw Fault(.syntax, span, "`\(keyword)` is a value, not a command", hint: "in parentheses it is shown: (\(keyword))")
    case "not":
      throw Fault(.syntax, span, "`not` begins an expression, not a statement", hint: "in parentheses its value is shown: (not ...)")
    default:
      throw Fault(.syntax, span, "`\(keyword)` cannot begin a statement")
    }
  }

  private var missing: ExpressionSyntax { ExpressionSyntax(.missing, Span(cursor.offset, cursor.offset)) }

  /// let = "let" name "=" expression
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
  private mutating func newName(_ keyword: String, example: String) throws(Fault) -> NameSyntax {
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

  /// if = "if" expression block { "else" "if" expression block } [ "else" block ]
  private mutating func ifStatement() throws(Fault) -> StatementSyntax.Kind {
    var branches: [StatementSyntax.ConditionalBlock] = []
    while true {
      let condition = try header { parser throws(Fault) in try parser.expression() } ?? missing
      branches.append(.init(condition: condition, body: try block()))
      let end = cursor
      if cursor.skipBlanks() { note(.afterIf) }
      takeLineEnds(before: "else", "`else` stands on the line of the closing brace before it")
      let start = cursor.offset
      guard cursor.word() == "else" else {
        if cursor.isAtEnd, cursor.offset > start {
          place = nil
          note(.keyword("else", Span(start, cursor.offset)))
        }
        cursor = end
        return .if(branches, otherwise: nil)
      }
      cursor.skipBlanks()
      let afterElse = cursor.offset
      if cursor.word() == "if" {
        cursor.skipBlanks()
        continue
      }
      cursor.offset = afterElse
      return .if(branches, otherwise: try block())
    }
  }

  /// for = "for" name "in" expression block
  private mutating func forStatement() throws(Fault) -> StatementSyntax.Kind {
    var name: NameSyntax?
    let sequence = try header { parser throws(Fault) -> ExpressionSyntax in
      let given = try parser.newName("for", example: "for rate in [1e-5, 5e-6]")
      name = given
      if parser.cursor.skipBlanks() { parser.note(.keyword("in", Span(parser.cursor.offset, parser.cursor.offset))) }
      let start = parser.cursor.offset
      let word = parser.cursor.word()
      parser.note(.keyword("in", Span(start, parser.cursor.offset)))
      guard word == "in" else {
        parser.cursor.offset = start
        throw parser.unexpected("`in`", orHint: "for \(given.text) in 1..9 { ... }")
      }
      parser.cursor.skipBlanks()
      return try parser.expression()
    }
    return .forIn(name ?? NameSyntax(text: "", span: Span(cursor.offset, cursor.offset)), sequence ?? missing, try loopBody())
  }

  /// Reads what stands before a block; when that is broken, notes the fault and goes on with the block all the same.
  private mutating func header<T>(_ read: (inout Parser) throws(Fault) -> T) throws(Fault) -> T? {
    let depth = open.count
    let strings = strings
    do throws(Fault) {
      return try read(&self)
    } catch {
      let scalars = cursor.source.scalars
      let line = scalars[min(max(error.span.start, cursor.offset), scalars.count)...].prefix { $0 != "\n" }
      guard error.unfinished == nil, let brace = line.firstIndex(of: "{") else { throw error }
      record(error)
      open.removeSubrange(depth...)
      self.strings = strings
      cursor.lineEndsAreBlanks = false
      cursor.offset = brace
      return nil
    }
  }

  /// A habit from other languages: `text` stands on a later line. That is a fault, and reading goes on as if it were none.
  private mutating func takeLineEnds(before text: String, _ message: String) {
    guard cursor.peek() == "\n" else { return }
    var ahead = cursor
    repeat { ahead.skipBlanks() } while ahead.take("\n")
    let start = ahead.offset
    guard ahead.starts(with: text), text == "{" || ahead.word() == text else { return }
    record(Fault(.syntax, Span(start, start + text.unicodeScalars.count), message))
    ahead.offset = start
    cursor = ahead
  }

  private mutating func loopBody() throws(Fault) -> [StatementSyntax] {
    loops += 1
    defer { loops -= 1 }
    return try block()
  }

  /// block = "{" statements "}"
  mutating func block() throws(Fault) -> [StatementSyntax] {
    if cursor.skipBlanks() { note(.nothing) }
    takeLineEnds(before: "{", "a block begins on the line it belongs to")
    let start = cursor.offset
    guard cursor.take("{") else { throw unexpected("`{`", orHint: "a block stands in braces, on one line or several: { ... }") }
    open.append(("{", start))
    blocks += 1
    defer { blocks -= 1 }
    let body = try nested { parser throws(Fault) in parser.statements() }
    if !cursor.take("}") { record(neverClosed(open[open.count - 1])) }
    open.removeLast()
    return body
  }

  /// def = "def" name ( { parameter } | "(" { parameter } ")" ) block
  private mutating func definition(_ keyword: Span) throws(Fault) -> DefinitionSyntax {
    let name = try newName("def", example: "def twice(n) { return $n * 2 }")
    if BuiltinFunction(rawValue: name.text) != nil {
      throw Fault(.syntax, name.span, "`\(name.text)` is a function of the language and cannot be defined anew")
    }
    if blocks > 0 { record(Fault(.syntax, keyword, "a `def` stands at the recipe's top level, not inside a block")) }
    let outer = (loops, isInDefinition)
    (loops, isInDefinition) = (0, true)
    defer { (loops, isInDefinition) = outer }
    let parameters = try header { parser throws(Fault) in try parser.parameters() }
    let body = try block()
    return DefinitionSyntax(
      name: name, parameters: parameters ?? [], hasBrokenParameters: parameters == nil, body: body, span: Span(keyword.start, cursor.offset))
  }

  private mutating func parameters() throws(Fault) -> [DefinitionSyntax.Parameter] {
    cursor.skipBlanks()
    let start = cursor.offset
    let isParenthesized = cursor.take("(")
    if isParenthesized {
      open.append(("(", start))
      cursor.lineEndsAreBlanks = strings == 0
    }
    var parameters: [DefinitionSyntax.Parameter] = []
    while true {
      cursor.skipBlanks()
      if cursor.peek() == (isParenthesized ? ")" : "{") { break }
      if !parameters.isEmpty, cursor.take(",") {
        cursor.skipBlanks()
      }
      let name = try newName("def", example: "def twice(n) { return $n * 2 }")
      var standard: ExpressionSyntax?
      if cursor.take("=") { standard = try argumentValue() }
      parameters.append(.init(name: name, standard: standard))
    }
    if isParenthesized {
      cursor.offset += 1
      cursor.lineEndsAreBlanks = false
      open.removeLast()
    }
    return parameters
  }
}
