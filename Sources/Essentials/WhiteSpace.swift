/// White space as Python means it, in which the references of parsed answers and text metrics are written.
package enum WhiteSpace {
  /// What `str.isspace` and `\s` take for white space: Unicode's, and the four ASCII separators.
  package static func contains(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
  }

  /// `str.strip`.
  package static func stripped<Text: BidirectionalCollection<Unicode.Scalar>>(_ text: Text) -> Text.SubSequence {
    let end = strippedAtEnd(text)
    return end[(end.firstIndex { !contains($0) } ?? end.endIndex)...]
  }

  /// `str.rstrip`.
  package static func strippedAtEnd<Text: BidirectionalCollection<Unicode.Scalar>>(_ text: Text) -> Text.SubSequence {
    guard let last = text.lastIndex(where: { !contains($0) }) else { return text[text.startIndex..<text.startIndex] }
    return text[...last]
  }
}
