extension Parser {
  /// `if`, the keyword already taken.
  mutating func ifStatement() throws(Fault) -> StatementSyntax.Kind {
    var branches: [StatementSyntax.ConditionalBlock] = []
    while true {
      let condition = try header { parser throws(Fault) in try parser.expression() } ?? missing
      branches.append(.init(condition: condition, body: try block()))
      let end = cursor
      if cursor.skipBlanks() { note(.afterIf) }
      takeLineEnds(before: "else")
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

  /// `for`, the keyword already taken.
  mutating func forStatement() throws(Fault) -> StatementSyntax.Kind {
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
  mutating func header<T>(_ read: (inout Parser) throws(Fault) -> T) throws(Fault) -> T? {
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

  /// Goes on to `text` on a later line. Where a message is given that is a fault, and reading goes on as if it were none.
  private mutating func takeLineEnds(before text: String, orFault message: String? = nil) {
    guard cursor.peek() == "\n" else { return }
    var ahead = cursor
    repeat { ahead.skipBlanks() } while ahead.take("\n")
    let start = ahead.offset
    guard ahead.starts(with: text), text == "{" || ahead.word() == text else { return }
    if let message { record(Fault(.syntax, Span(start, start + text.unicodeScalars.count), message)) }
    ahead.offset = start
    cursor = ahead
  }

  mutating func loopBody() throws(Fault) -> [StatementSyntax] {
    loops += 1
    defer { loops -= 1 }
    return try block()
  }

  /// `block`.
  mutating func block() throws(Fault) -> [StatementSyntax] {
    if cursor.skipBlanks() { note(.nothing) }
    takeLineEnds(before: "{", orFault: "a block begins on the line it belongs to")
    let start = cursor.offset
    guard cursor.take("{") else { throw unexpected("`{`", orHint: "a block stands in braces, on one line or several: { ... }") }
    open.append(OpenBracket(bracket: "{", offset: start, isValue: false))
    blocks += 1
    defer { blocks -= 1 }
    let body = try nested { parser throws(Fault) in parser.statements() }
    if !cursor.take("}") { record(neverClosed(open[open.count - 1])) }
    open.removeLast()
    return body
  }
}
