/// White space as Python means it, which the references of the text metrics are written in.
enum WhiteSpace {
  /// A text as Unicode scalars; unlike characters, those do not compare equal in composed and decomposed spelling.
  typealias Scalars = ArraySlice<Unicode.Scalar>

  /// What `str.isspace` and `\s` of Python take for white space: Unicode's, and the four ASCII separators.
  static func contains(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
  }

  /// `str.strip`.
  static func stripped(_ text: String) -> Scalars { stripped(Array(text.unicodeScalars)[...]) }

  /// `str.rstrip`.
  static func strippedAtEnd(_ text: String) -> Scalars {
    let scalars = Array(text.unicodeScalars)
    return scalars[..<(scalars.lastIndex { !contains($0) }.map { $0 + 1 } ?? 0)]
  }

  /// `str.strip`.
  static func stripped(_ text: Scalars) -> Scalars {
    let start = text.firstIndex { !contains($0) } ?? text.endIndex
    let end = text.lastIndex { !contains($0) }.map { $0 + 1 } ?? start
    return text[start..<end]
  }
}
