/// A list as it is typed: `a, b`, `[a, b]` or both, where an entry may be a regular expression with brackets of its own.
enum ListText {
  /// The entries, parted by commas and blanks outside of all brackets.
  static func entries(_ text: String) -> [String] { parts(of: Array(text)[...]) }

  private static func parts(of text: ArraySlice<Character>) -> [String] {
    pieces(of: text).flatMap { piece in
      guard piece.first == "[", end(ofBracketAt: piece.startIndex, in: piece) == piece.endIndex else { return [String(piece)] }
      return parts(of: piece.dropFirst().dropLast())
    }
  }

  private static func pieces(of text: ArraySlice<Character>) -> [ArraySlice<Character>] {
    var pieces: [ArraySlice<Character>] = []
    var (start, index) = (text.startIndex, text.startIndex)
    while index < text.endIndex {
      switch text[index] {
      case ",", " ":
        pieces.append(text[start..<index])
        index += 1
        start = index
      case "[", "(", "{": index = end(ofBracketAt: index, in: text) ?? index + 1
      case "\\": index = min(index + 2, text.endIndex)
      default: index += 1
      }
    }
    pieces.append(text[start...])
    return pieces.filter { !$0.isEmpty }
  }

  /// Behind the bracket that closes one; nil when none does.
  private static func end(ofBracketAt first: Int, in text: ArraySlice<Character>) -> Int? {
    let closing: [Character: Character] = ["[": "]", "(": ")", "{": "}"]
    var open: [Character] = []
    var index = first
    while index < text.endIndex {
      let sign = text[index]
      if sign == "\\" {
        index += 1
      } else if let close = closing[sign], open.last != "]" || sign == "[" {
        open.append(close)
      } else if sign == open.last {
        open.removeLast()
        if open.isEmpty { return index + 1 }
      }
      index += 1
    }
    return nil
  }
}
