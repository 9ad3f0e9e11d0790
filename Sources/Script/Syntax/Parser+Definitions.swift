extension Parser {
  /// `def`, the keyword already taken.
  mutating func definition(_ keyword: Span) throws(Fault) -> DefinitionSyntax {
    let name = try newName("def", example: "def twice(n) { return $n * 2 }")
    if BuiltinFunction(rawValue: name.text)?.yieldsToDefinitions == false {
      throw Fault(.syntax, name.span, "`\(name.text)` is a function of the language and cannot be defined anew")
    }
    if blocks > 0 { record(Fault(.syntax, keyword, "a `def` stands at the recipe's top level, not inside a block")) }
    let outer = (loops, isInDefinition)
    (loops, isInDefinition) = (0, true)
    defer { (loops, isInDefinition) = outer }
    let parameters = try header { parser throws(Fault) in try parser.parameters() }
    let body = try block()
    return DefinitionSyntax(
      name: name, parameters: parameters ?? [], hasBrokenParameters: parameters == nil, body: body, span: Span(keyword.start, cursor.offset)
    )
  }

  private mutating func parameters() throws(Fault) -> [DefinitionSyntax.Parameter] {
    cursor.skipBlanks()
    let start = cursor.offset
    let isParenthesized = cursor.take("(")
    if isParenthesized {
      open.append(OpenBracket(bracket: "(", offset: start))
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
