/// A piece of a line of text that one font draws.
struct FontRun {
  private(set) var text: String
  /// Nil for the typeface itself.
  let fallback: OpaquePointer?

  /// The pieces of `text`, each in the typeface or in another font that has what the typeface lacks; what none has stays in the typeface, which
  /// draws it as a box.
  static func runs(of text: String, in typeface: Typeface) -> [FontRun] {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.isEmpty ? [] : [FontRun(text: text, fallback: nil)] }
    var runs: [FontRun] = []
    for scalar in text.unicodeScalars {
      let isMissing = !typeface.has(scalar)
      // Joiners and the like have no shape of their own.
      if isMissing, scalar.properties.isDefaultIgnorableCodePoint { continue }
      let fallback = isMissing ? FallbackFonts.face(for: scalar, isBold: typeface.isBold) : nil
      if runs.last?.fallback != fallback || runs.isEmpty { runs.append(FontRun(text: "", fallback: fallback)) }
      runs[runs.count - 1].text.unicodeScalars.append(scalar)
    }
    return runs
  }
}

extension Typeface {
  /// The characters that no font here has, each once, in order: they are drawn as boxes.
  public static func missingCharacters(in text: String) -> [Character] {
    var found: Set<Character> = []
    return text.filter { character in
      let isMissing = character.unicodeScalars.contains { scalar in
        !scalar.isASCII && scalar.properties.generalCategory != .control && !scalar.properties.isDefaultIgnorableCodePoint
          && !sans.has(scalar) && FallbackFonts.face(for: scalar, isBold: false) == nil
      }
      return isMissing && found.insert(character).inserted
    }.map(\.self)
  }
}
