extension Parser {
  /// `command`: words and arguments, to the statement's end or the closing parenthesis.
  mutating func command(from start: Int) throws(Fault) -> CommandSyntax {
    let outer = argumentsSoFar
    defer { argumentsSoFar = outer }
    argumentsSoFar = []
    while true {
      let end = cursor
      let hadBlank = cursor.skipBlanks()
      if hadBlank || argumentsSoFar.isEmpty { note(.argument(argumentsSoFar, name: nil, Span(cursor.offset, cursor.offset))) }
      if isAtCommandEnd {
        cursor = end
        break
      }
      if !hadBlank, let last = argumentsSoFar.last { throw glued(to: last.span) }
      do throws(Fault) {
        argumentsSoFar.append(try argument())
      } catch {
        throw foreignHead() ?? error
      }
    }
    guard let last = argumentsSoFar.last else { throw unexpected("a command") }
    return CommandSyntax(span: Span(start, last.span.end), arguments: argumentsSoFar)
  }

  /// When a line of another language was not readable either: the fault of its first word.
  private func foreignHead() -> Fault? {
    guard let head = argumentsSoFar.first?.value ?? nil, case .word(let word) = head.kind, let hint = ForeignWords.hint(word) else {
      return nil
    }
    return Fault(.name, head.span, "there is no command `\(word)`", hint: hint)
  }

  private var isAtCommandEnd: Bool {
    switch cursor.peek() {
    case nil, "\n", ";", ")", "}", "]": true
    default: false
    }
  }

  /// `argument`: a value, or a name glued to `=` and a value.
  private mutating func argument() throws(Fault) -> ArgumentSyntax {
    let start = cursor.offset
    if let name = cursor.name(), cursor.peek() == "=", cursor.peek(1) != "=" {
      cursor.offset += 1
      note(.argument(argumentsSoFar, name: name, Span(cursor.offset, cursor.offset)))
      if !isAtValue { throw blankAfterEquals(name) }
      return ArgumentSyntax(name: name, value: try argumentValue(name: name))
    }
    cursor.offset = start
    if cursor.peek() == "=", cursor.peek(1) != "=" { throw blankBeforeEquals() }
    return ArgumentSyntax(name: nil, value: try argumentValue())
  }

  private var isAtValue: Bool {
    guard let next = cursor.peek() else {
      return false
    }
    return cursor.isWordScalar() || "\"'[({".unicodeScalars.contains(next)
  }

  /// `value`.
  mutating func argumentValue(name: NameSyntax? = nil) throws(Fault) -> ExpressionSyntax {
    let start = cursor.offset
    let value: ExpressionSyntax
    switch cursor.peek() {
    case "\"", "'":
      do throws(Fault) {
        value = try string()
      } catch {
        if case .text(start)? = place { place = .argumentText(argumentsSoFar, name: name, start) }
        throw error
      }
    case "$": value = try postfix(variable())
    case "(": value = try postfix(group())
    case "[":
      do throws(Fault) {
        let values = try nested { parser throws(Fault) in
          try parser.list { parser throws(Fault) in
            parser.note(.argument(parser.argumentsSoFar, name: name, Span(parser.cursor.offset, parser.cursor.offset)))
            return try parser.argumentValue(name: name)
          }
        }
        value = try checked(ExpressionSyntax(.list(values), Span(start, cursor.offset)))
      } catch {
        throw calculatedList(from: start, error)
      }
    case "{" where startsRecord:
      value = try record { parser throws(Fault) in
        parser.note(.argument(parser.argumentsSoFar, name: name, Span(parser.cursor.offset, parser.cursor.offset)))
        return try parser.argumentValue(name: name)
      }
    default:
      guard let word = cursor.word() else {
        note(.argument(argumentsSoFar, name: name, Span(start, start)))
        throw unexpected("a value")
      }
      let span = Span(start, cursor.offset)
      note(.argument(argumentsSoFar, name: name, span))
      if word.hasPrefix("=") || isOperator(word, at: span) { throw operatorInArguments(word, span) }
      value = ExpressionSyntax(.word(word), span)
    }
    switch cursor.peek() {
    case "\"", "'", "(", "[", "{": throw glued(to: value.span)
    case _? where cursor.isWordScalar(): throw glued(to: value.span)
    default: return value
    }
  }

  /// Whether a word is an operator that a person meant to join two values with: something stands behind it.
  private func isOperator(_ word: String, at span: Span) -> Bool {
    let isSign = BinaryOperator(rawValue: word).map(BinaryOperator.signs.contains) ?? false
    guard isSign || Self.assignments.contains(word) else { return false }
    var rest = cursor
    return rest.skipBlanks() && (rest.isWordScalar() || "\"'([{".unicodeScalars.contains(rest.peek() ?? " "))
  }

  /// What sets variables in other languages.
  private static let assignments: Set = ["+=", "-=", "*=", "/=", "%="]

  /// The fault of a list of words in which something is calculated.
  private func calculatedList(from start: Int, _ fault: Fault) -> Fault {
    var words = cursor
    let isCalculated = BinaryOperator.signs.contains { cursor.starts(with: $0.rawValue) } || words.word() == "for"
    let line = cursor.source.scalars[start...].prefix { $0 != "\n" }
    guard isCalculated, fault.unfinished == nil, let end = line.lastIndex(of: "]") else { return fault }
    var fault = fault
    fault.hint = "in parentheses the list is an expression: (\(cursor.source.text(Span(start, end + 1))))"
    return fault
  }

  private func operatorInArguments(_ word: String, _ span: Span) -> Fault {
    if Self.assignments.contains(word), let first = argumentsSoFar.first, argumentsSoFar.count == 1,
      case .word(let name) = first.value.kind, name.isName
    {
      var rest = cursor
      rest.skipBlanks()
      return Fault(
        .syntax, span, "a variable is set with `let`", hint: "let \(name) = $\(name) \(word.prefix(1)) \(rest.roughValue())")
    }
    if argumentsSoFar.count == 1, open.last?.bracket == "(", let head = argumentsSoFar.first, head.name == nil,
      case .word(let name) = head.value.kind,
      name.isName
    {
      return bareWord(NameSyntax(text: name, span: head.span))
    }
    var rest = cursor
    rest.skipBlanks()
    let right = rest.roughValue()
    let left = argumentsSoFar.last.map { cursor.source.text($0.span) } ?? "..."
    return Fault(
      .syntax, span, "operators stand in expressions alone, and this is an argument",
      hint: "in parentheses it is an expression: (\(left) \(word) \(right)); the text is written '\(word)'")
  }

  private func blankAfterEquals(_ name: NameSyntax) -> Fault {
    var fault = Fault(
      .syntax, Span(name.span.start, cursor.offset), "a value must follow `\(name.text)=` without a blank",
      hint: "\(name.text)=\(valueAhead)")
    fault.misread = MisreadArgument(words: leadingWords, name: name, value: valueAhead)
    return fault
  }

  private var leadingWords: [String] { CommandSyntax(span: Span(0, 0), arguments: argumentsSoFar).leadingWords }

  private func blankBeforeEquals() -> Fault {
    let here = Span(cursor.offset, cursor.offset + 1)
    guard let last = argumentsSoFar.last, last.name == nil, case .word(let name) = last.value.kind, name.isName else {
      return Fault(.syntax, here, "`=` stands where a value is expected", hint: "an argument with a name is written name=value")
    }
    if argumentsSoFar.count == 1 {
      var fault = Fault(
        .syntax, here, "a name is set with `let`",
        hint: "let \(name) = \(valueAhead); an argument stands behind its command: \(name)=\(valueAhead)")
      fault.misread = MisreadArgument(words: [], name: NameSyntax(text: name, span: last.span), value: valueAhead)
      return fault
    }
    var fault = Fault(.syntax, here, "no blanks stand round `=` in an argument", hint: "\(name)=\(valueAhead)")
    fault.misread = MisreadArgument(
      words: leadingWords.dropLast(), name: NameSyntax(text: name, span: last.span), value: valueAhead)
    return fault
  }

  /// The value behind the cursor, an equals sign and blanks, for a hint.
  private var valueAhead: String {
    var rest = cursor
    _ = rest.take("=")
    rest.skipBlanks()
    return rest.roughValue()
  }

  /// Two values without a blank between them.
  private func glued(to value: Span) -> Fault {
    let here = Span(cursor.offset, cursor.offset + 1)
    var rest = cursor
    let (left, right) = (cursor.source.text(value), rest.roughValue())
    let message = "a blank is missing between two values"
    switch cursor.peek() {
    case "," where argumentsSoFar.contains { $0.name != nil } || cursor.source.text(value).contains("="):
      return Fault(
        .syntax, here, "a command's values stand without commas",
        hint: "a list is written in brackets: [a, b]; between arguments a blank is enough; a number has a point: 0.5")
    case ",": return Fault(.syntax, here, "a command's values stand without commas", hint: "a list is written in brackets: [a, b]")
    case "{": return Fault(.syntax, here, "a blank is missing before `{`", hint: "a text with a brace in it stands in quotes")
    case "(" where BuiltinFunction(rawValue: left) != nil:
      return Fault(
        .syntax, here, "a function stands in expressions alone, and this is an argument",
        hint: "in parentheses it is an expression: (\(left)(...))")
    case "(" where cursor.peek(1) == ")":
      return Fault(
        .syntax, here, "a command is called without parentheses", hint: cursor.source.text((argumentsSoFar.first?.span ?? value).to(value)))
    case "(": return Fault(.syntax, here, "a blank is missing before `(`", hint: "a command's values follow after a blank, without commas")
    case "\"" where left == "f", "'" where left == "f":
      return Fault(.syntax, here, message, hint: "a text in double quotes holds values as it is: \"lr {$rate}\"")
    case "\"" where left.hasSuffix(":"), "'" where left.hasSuffix(":"):
      return Fault(.syntax, here, "an argument with a name is written with `=`", hint: "\(left.dropLast())=\(right)")
    case "'" where left.last?.isLetter ?? false:
      return Fault(.syntax, here, message, hint: "a text with an apostrophe stands in double quotes: \"it's\"")
    case let next? where left.hasPrefix("'") && next.startsName:
      return Fault(.syntax, here, message, hint: "an apostrophe in a text in single quotes is written '', or the text put in double quotes")
    case let sign? where left.hasPrefix("$") && "+-*%".unicodeScalars.contains(sign):
      return Fault(
        .syntax, here, message, hint: "to calculate, write (\(left) \(sign) \(right.dropFirst())); to join texts, \"{\(left)}\(right)\"")
    case _ where left.hasPrefix("$"): return Fault(.syntax, here, message, hint: "to join texts, write \"{\(left)}\(right)\"")
    default: return Fault(.syntax, here, message, hint: "one text with a quote in it is put in the other quotes")
    }
  }
}

extension Cursor {
  /// What a person would take for the value here, for a hint; goes behind it.
  mutating func roughValue() -> String {
    let start = offset
    if let quote = peek(), quote == "\"" || quote == "'" {
      repeat { offset += 1 } while peek() != nil && peek() != quote && peek() != "\n"
      _ = take(quote)
      return text(from: start)
    }
    while isWordScalar() || (offset > start && (peek() == "[" || peek() == "]")) { offset += 1 }
    return offset > start ? text(from: start) : "VALUE"
  }
}
