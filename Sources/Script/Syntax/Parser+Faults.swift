extension Parser {
  /// What stands at the cursor, where `expected` should.
  func unexpected(_ expected: String, orHint hint: String? = nil) -> Fault {
    var fault = misplaced(expected)
    fault.hint = fault.hint ?? hint
    if let last = open.last, last.isValue, fault.unfinished == nil {
      let line = cursor.source.place(of: last.offset).line
      if line < cursor.source.place(of: fault.span.start).line { fault.hint = "the `\(last.bracket)` of line \(line) is still open" }
    }
    return fault
  }

  private func misplaced(_ expected: String) -> Fault {
    guard let next = cursor.peek() else { return endOfText(expected) }
    let here = Span(cursor.offset, cursor.offset + 1)
    switch next {
    case "\n":
      return Fault(.syntax, here, "the line ends where \(expected) is expected")
    case ")", "]":
      let isOpen = open.contains { $0.bracket == (next == ")" ? "(" : "[") }
      if isOpen { return Fault(.syntax, here, "`\(next)` stands where \(expected) is expected") }
      return Fault(.syntax, here, "this `\(next)` closes nothing")
    case "}":
      if blocks > 0 || open.contains(where: { $0.bracket == "{" }) {
        return Fault(.syntax, here, "`}` stands where \(expected) is expected")
      }
      return Fault(.syntax, here, "this `}` closes nothing")
    case "{":
      return Fault(.syntax, here, "`{` stands where \(expected) is expected")
    case ",":
      return Fault(.syntax, here, "`,` stands where \(expected) is expected", hint: "a list is written in brackets: [a, b]")
    default:
      return Fault(.syntax, piece(), "`\(cursor.source.text(piece()))` stands where \(expected) is expected", hint: foreignHint(next))
    }
  }

  private func endOfText(_ expected: String) -> Fault {
    let end = cursor.source.scalars.count
    guard let last = open.last, strings == 0 else {
      return Fault(
        .syntax, Span(end, end), "the text ends where \(expected) is expected", unfinished: cursor.endsInBackslash ? .backslash : nil)
    }
    return neverClosed(last)
  }

  /// The fault of an open bracket at the end of the text.
  func neverClosed(_ last: OpenBracket) -> Fault {
    let (reason, closer): (OpenEnd, String) =
      switch last.bracket {
      case "(": (.parenthesis, ")")
      case "[": (.bracket, "]")
      default: (.brace, "}")
      }
    return Fault(
      .syntax, Span(last.offset, last.offset + 1), "this `\(last.bracket)` is never closed", hint: "`\(closer)` closes it",
      unfinished: reason)
  }

  /// The run of scalars that a person would point at.
  private func piece() -> Span {
    var end = cursor.offset
    let scalars = cursor.source.scalars
    let isLetters = scalars[end].continuesName
    while end < scalars.count, end - cursor.offset < 40, scalars[end].continuesName == isLetters,
      !" \t\n\"'$()[]{},;".unicodeScalars.contains(scalars[end])
    { end += 1 }
    return Span(cursor.offset, max(end, cursor.offset + 1))
  }

  private func foreignHint(_ next: Unicode.Scalar) -> String? {
    if cursor.starts(with: "&&") { return "the operator is called `and`" }
    if cursor.starts(with: "||") { return "the operator is called `or`" }
    if cursor.starts(with: "for "), open.last?.bracket == "[" {
      return "`for` follows the only element of a list, in an expression: ([$x * 2 for x in [1, 2, 3]])"
    }
    if cursor.starts(with: "mod ") { return "the remainder is written `%`" }
    if cursor.starts(with: "not in") { return "write `not ($a in $b)`" }
    let before = cursor.source.scalars[..<cursor.offset]
    if before.last == "'", next.startsName { return "an apostrophe in a text in single quotes is written ''" }
    if before.last(where: { $0 != " " && $0 != "\t" }) == "%" {
      return "glued to a number `%` is a percentage; with a blank before it, the remainder"
    }
    switch next {
    case ":": return "a range is written 0..9, both ends included; a block stands in braces; a field of a result is read with a point"
    case "." where cursor.peek(1)?.isDigit ?? false: return "a number begins with a figure: 0.5"
    case "!": return "the operator is called `not`"
    case "=": return "`==` compares; a name is set with `let`"
    case "^": return "a power is written `**`"
    case "“", "”", "„", "‘", "’", "«", "»": return "texts stand in straight quotes: \"...\" or '...'"
    case "−", "–", "—": return "minus is written `-`"
    case "×", "·": return "times is written `*`"
    case "\u{A0}", "\u{2007}", "\u{202F}", "\u{200B}":
      return "this blank is not a plain one (U+\(String(next.value, radix: 16, uppercase: true)))"
    case "#": return "a comment begins at a line's start or after a blank"
    default: return nil
    }
  }
}
