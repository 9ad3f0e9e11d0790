extension Parser {
  /// `values`, or the elements of `list`.
  mutating func list(_ element: (inout Parser) throws(Fault) -> ExpressionSyntax) throws(Fault) -> [ExpressionSyntax] {
    try bracketed("]") { parser throws(Fault) in try parser.separated("]", element) }
  }

  /// Values with commas between them and perhaps one behind the last, up to `close`.
  private mutating func separated<T>(
    _ close: Unicode.Scalar, from start: [T] = [], _ element: (inout Parser) throws(Fault) -> T
  ) throws(Fault) -> [T] {
    var values = start
    while cursor.peek() != close {
      if !values.isEmpty {
        guard cursor.take(",") else { throw unexpected("`,` or `\(close)`") }
        cursor.skipBlanks()
        if cursor.peek() == close { break }
      }
      values.append(try element(&self))
      cursor.skipBlanks()
    }
    return values
  }

  /// `list` in expressions.
  mutating func listOrComprehension() throws(Fault) -> ExpressionSyntax {
    let start = cursor.offset
    let kind = try bracketed("]") { parser throws(Fault) -> ExpressionSyntax.Kind in
      if parser.cursor.peek() == "]" { return .list([]) }
      let first = try parser.expression()
      parser.cursor.skipBlanks()
      if parser.take("for") { return .comprehension(try parser.comprehension(of: first)) }
      return .list(try parser.separated("]", from: [first]) { parser throws(Fault) in try parser.expression() })
    }
    return try checked(ExpressionSyntax(kind, Span(start, cursor.offset)))
  }

  /// `comprehension`, the element and `for` already taken.
  private mutating func comprehension(of element: ExpressionSyntax) throws(Fault) -> ComprehensionSyntax {
    cursor.skipBlanks()
    let name = try newName("for", example: "[$x * 2 for x in [1, 2, 3]]")
    cursor.skipBlanks()
    note(.keyword("in", Span(cursor.offset, cursor.offset)))
    guard take("in") else { throw unexpected("`in`", orHint: "[... for \(name.text) in LIST]") }
    cursor.skipBlanks()
    let sequence = try expression()
    cursor.skipBlanks()
    guard take("if") else { return ComprehensionSyntax(element: element, name: name, sequence: sequence, condition: nil) }
    cursor.skipBlanks()
    return ComprehensionSyntax(element: element, name: name, sequence: sequence, condition: try expression())
  }

  /// Takes a word of the language when it stands here.
  private mutating func take(_ word: String) -> Bool {
    let start = cursor.offset
    if cursor.name()?.text == word { return true }
    cursor.offset = start
    return false
  }

  /// Whether the brace here begins a record: a field's name and a colon follow, or its end, or that of the text.
  var startsRecord: Bool {
    var ahead = cursor
    guard ahead.take("{") else { return false }
    ahead.lineEndsAreBlanks = strings == 0
    ahead.skipBlanks()
    guard let next = ahead.peek() else { return strings == 0 }
    if next == "}" { return true }
    if next == "\"" || next == "'" {
      // Of '' the second quote begins as if it were a text of its own.
      while ahead.take(next) { ahead.skipText(endingIn: next) }
    } else if ahead.name() == nil {
      return false
    }
    ahead.skipBlanks()
    return ahead.peek() == ":"
  }

  /// `record`, or `fields` with the values of argument mode.
  mutating func record(_ value: (inout Parser) throws(Fault) -> ExpressionSyntax) throws(Fault) -> ExpressionSyntax {
    let start = cursor.offset
    let fields = try nested { parser throws(Fault) in
      try parser.bracketed("}") { parser throws(Fault) in
        try parser.separated("}") { parser throws(Fault) in
          let name = try parser.fieldName()
          parser.cursor.skipBlanks()
          guard parser.cursor.take(":") else { throw parser.unexpected("`:`", orHint: "a field is written name: VALUE") }
          parser.cursor.skipBlanks()
          return RecordFieldSyntax(name: name, value: try value(&parser))
        }
      }
    }
    return try checked(ExpressionSyntax(.record(fields), Span(start, cursor.offset)))
  }

  /// `key`.
  private mutating func fieldName() throws(Fault) -> NameSyntax {
    note(.newName)
    if let name = cursor.name() { return name }
    let start = cursor.offset
    guard cursor.peek() == "\"" || cursor.peek() == "'" else { throw unexpected("a field's name") }
    let text = try string()
    guard case .literal(.text(let name)) = text.kind else {
      throw Fault(.syntax, text.span, "a field's name is written out, without values in it")
    }
    return NameSyntax(text: name, span: Span(start, cursor.offset))
  }
}

extension Cursor {
  /// Goes behind the quote that ends a text, or to the line's end.
  fileprivate mutating func skipText(endingIn quote: Unicode.Scalar) {
    while let next = peek(), next != "\n" {
      offset += 1
      if next == quote { return }
      if next == "\\", quote == "\"", peek() != nil { offset += 1 }
    }
  }
}
