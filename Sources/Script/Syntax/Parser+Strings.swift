extension Parser {
  /// `string`.
  mutating func string() throws(Fault) -> ExpressionSyntax {
    let start = cursor.offset
    if cursor.take("'") { return ExpressionSyntax(.literal(.text(try rawText(from: start))), Span(start, cursor.offset)) }
    cursor.offset += 1
    var pieces: [ExpressionSyntax.StringPiece] = []
    var text = String.UnicodeScalarView()
    while let next = cursor.peek(), next != "\n", next != "\"" {
      cursor.offset += 1
      switch next {
      case "\\": text.append(try escape())
      case "{":
        if !text.isEmpty { pieces.append(.text(String(text))) }
        text = String.UnicodeScalarView()
        pieces.append(.value(try interpolated()))
      default: text.append(next)
      }
    }
    note(.text(start))
    guard cursor.take("\"") else { throw notClosed(start, "\"") }
    let span = Span(start, cursor.offset)
    if pieces.isEmpty { return ExpressionSyntax(.literal(.text(String(text))), span) }
    if !text.isEmpty { pieces.append(.text(String(text))) }
    return try checked(ExpressionSyntax(.interpolation(pieces), span))
  }

  private mutating func rawText(from start: Int) throws(Fault) -> String {
    var text = String.UnicodeScalarView()
    while let next = cursor.peek(), next != "\n" {
      cursor.offset += 1
      if next == "'" {
        guard cursor.take("'") else { return String(text) }
      }
      text.append(next)
    }
    note(.text(start))
    throw notClosed(start, "'")
  }

  private func notClosed(_ start: Int, _ quote: String) -> Fault {
    let before = start > 0 ? cursor.source.scalars[start - 1] : " "
    let isApostrophe = quote == "'" && before.properties.isAlphabetic
    return Fault(
      .syntax, Span(start, start + 1), "this text is not closed on its line",
      hint: isApostrophe ? "a text with an apostrophe stands in double quotes: \"it's\"" : "it ends with \(quote)")
  }

  /// `escape`, the backslash already taken.
  private mutating func escape() throws(Fault) -> Unicode.Scalar {
    let start = cursor.offset - 1
    let next = cursor.peek()
    if next != nil, next != "\n" { cursor.offset += 1 }
    switch next {
    case "\\", "\"", "{", "}": return next ?? "\\"
    case "n": return "\n"
    case "t": return "\t"
    case "r": return "\r"
    case "u" where cursor.take("{"):
      var digits = ""
      while let digit = cursor.peek(), digit.properties.isASCIIHexDigit {
        digits.unicodeScalars.append(digit)
        cursor.offset += 1
      }
      let isClosed = cursor.take("}")
      if isClosed, let number = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(number) { return scalar }
      throw Fault(.syntax, Span(start, cursor.offset), "this is no Unicode character", hint: "for example \\u{E9} is é")
    default:
      let shown = next == nil || next == "\n" ? "" : String(next ?? " ")
      throw Fault(
        .syntax, Span(start, cursor.offset), "there is no escape `\\\(shown)`",
        hint: "a backslash is written \\\\, or as it is in a text in single quotes; the others: \\\" \\n \\t \\r \\{ \\} \\u{HEX}")
    }
  }

  /// The expression in braces, the opening one already taken.
  private mutating func interpolated() throws(Fault) -> ExpressionSyntax {
    let start = cursor.offset - 1
    open.append(OpenBracket(bracket: "{", offset: start, isValue: false))
    strings += 1
    let outer = cursor.lineEndsAreBlanks
    cursor.lineEndsAreBlanks = false
    cursor.skipBlanks()
    if cursor.peek() == "}" {
      throw Fault(
        .syntax, Span(start, cursor.offset + 1), "an expression is missing between the braces",
        hint: "braces themselves are written \\{ and \\}")
    }
    var value = try expression()
    cursor.skipBlanks()
    if cursor.peek() == ":" { value = try checked(ExpressionSyntax(.formatted(value, numberFormat()), value.span)) }
    guard cursor.take("}") else {
      if cursor.peek() == nil || cursor.peek() == "\n" || cursor.peek() == "\"" {
        throw Fault(.syntax, Span(start, start + 1), "this `{` is not closed in its text", hint: "a brace itself is written \\{")
      }
      throw unexpected("an operator or `}`", orHint: "braces themselves are written \\{ and \\}")
    }
    cursor.lineEndsAreBlanks = outer
    strings -= 1
    open.removeLast()
    return value
  }

  /// `format`, the colon at the cursor.
  private mutating func numberFormat() throws(Fault) -> NumberFormat {
    let start = cursor.offset
    cursor.offset += 1
    var format = NumberFormat()
    if cursor.take("<") { format.isAtLeft = true } else if cursor.take(">") { format.isAtLeft = false }
    if let width = cursor.digits() { format.width = count(width, atMost: NumberFormat.widestText) }
    if cursor.peek() == ".", cursor.peek(1)?.isDigit ?? false {
      cursor.offset += 1
      let digits = count(cursor.digits() ?? "", atMost: NumberFormat.mostDigits)
      format.digits =
        cursor.take("f")
        ? .fixed(digits) : cursor.take("e") ? .exponent(digits) : cursor.take("%") ? .percent(digits) : .significant(digits)
    }
    guard cursor.offset > start + 1, cursor.peek() == "}" else {
      while let next = cursor.peek(), !"}\"\n".unicodeScalars.contains(next) { cursor.offset += 1 }
      throw Fault(.syntax, Span(start, cursor.offset), "`\(cursor.text(from: start))` is no form of a number", hint: NumberFormat.forms)
    }
    return format
  }

  private mutating func count(_ digits: String, atMost most: Int) -> Int {
    if let count = Int(digits), count <= most { return count }
    let end = cursor.offset
    record(Fault(.value, Span(end - digits.unicodeScalars.count, end), "a form has at most \(most) here, not \(digits)"))
    return most
  }
}
