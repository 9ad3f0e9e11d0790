import Images

/// What is said, once, of letters in pictures that no font on this computer has.
package struct MissingLetters {
  private var told: Set<Character> = []
  private static let shown = 8

  /// Nothing was said yet.
  package init() {}

  /// What is to be said before these texts are drawn; nil when all can be drawn, or when it was said before.
  package mutating func fact(on texts: some Sequence<String>) -> String? {
    let missing = texts.flatMap { Typeface.missingCharacters(in: $0) }
    let new = missing.filter { told.insert($0).inserted }
    if new.isEmpty { return nil }
    let more = new.count > Self.shown ? " and \(new.count - Self.shown) more" : ""
    let letters = new.prefix(Self.shown).map(String.init).joined(separator: " ") + more
    return "no font here has \(letters): pictures show boxes instead; install fonts that have them, such as Debian's fonts-noto-cjk for "
      + "Chinese, Japanese and Korean"
  }
}
