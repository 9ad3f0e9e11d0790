extension Cursor {
  /// Argument mode's word: the longest run without blank, line end, quotes or `; ( ) [ ] { } ,`. Nil when there is none here.
  mutating func word() -> String? {
    let start = offset
    while isWordScalar() { offset += 1 }
    return offset > start ? text(from: start) : nil
  }

  func isWordScalar(_ ahead: Int = 0) -> Bool {
    guard let scalar = peek(ahead), !Self.wordStops.contains(scalar) else { return false }
    return !isLineJoin(ahead)
  }

  private static let wordStops: Set<Unicode.Scalar> = [" ", "\t", "\n", "\"", "'", ";", "(", ")", "[", "]", "{", "}", ","]

  /// A name: a letter or `_`, then letters, digits and `_`. Nil when there is none here.
  mutating func name() -> NameSyntax? {
    guard let first = peek(), first.startsName else { return nil }
    let start = offset
    while let scalar = peek(), scalar.continuesName { offset += 1 }
    return NameSyntax(text: text(from: start), span: Span(start, offset))
  }

  /// A run of digits; nil when there is none here.
  mutating func digits() -> String? {
    let start = offset
    while let scalar = peek(), scalar.isDigit { offset += 1 }
    return offset > start ? text(from: start) : nil
  }

  /// A tag, `<[A-Z_]+>`; nil when there is none here.
  mutating func tag() -> String? {
    var length = 1
    guard peek() == "<" else { return nil }
    while let scalar = peek(length), scalar == "_" || ("A"..."Z").contains(scalar) { length += 1 }
    guard length > 1, peek(length) == ">" else { return nil }
    defer { offset += length + 1 }
    return source.text(Span(offset, offset + length + 1))
  }
}

extension Unicode.Scalar {
  var isDigit: Bool { ("0"..."9").contains(self) }
  var startsName: Bool { isASCII ? self == "_" || isASCIILetter : properties.isXIDStart }
  var continuesName: Bool { isASCII ? self == "_" || isASCIILetter || isDigit : properties.isXIDContinue }
  private var isASCIILetter: Bool { ("a"..."z").contains(self) || ("A"..."Z").contains(self) }
}

extension StringProtocol {
  /// Whether the whole text is a name.
  package var isName: Bool {
    guard let first = unicodeScalars.first, first.startsName else { return false }
    return unicodeScalars.allSatisfy(\.continuesName)
  }
}
