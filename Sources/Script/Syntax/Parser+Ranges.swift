extension Parser {
  /// Whether `-1..` stands here, which is a range and not the negative of one.
  var startsNegativeRange: Bool {
    var ahead = 1
    while let scalar = cursor.peek(ahead), scalar.isDigit { ahead += 1 }
    return ahead > 1 && cursor.peek(ahead) == "." && cursor.peek(ahead + 1) == "."
  }

  /// `range`: glued to its dots on both sides. Without dots, the value itself.
  mutating func rangeOrPostfix() throws(Fault) -> ExpressionSyntax {
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

  /// `bound`.
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
}
