/// Walks a source text scalar by scalar; knows blanks, comments and what a word, a name and a number look like.
struct Cursor {
  let source: SourceText
  var offset = 0
  /// Inside ( and [ a line's end is a blank.
  var lineEndsAreBlanks = false
  private(set) var comments: [Span] = []
  /// A final backslash stood at the very end of the text.
  private(set) var endsInBackslash = false

  init(_ source: SourceText) { self.source = source }

  var isAtEnd: Bool { offset >= source.scalars.count }

  func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
    let index = offset + ahead
    return index < source.scalars.count ? source.scalars[index] : nil
  }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard peek() == scalar else { return false }
    offset += 1
    return true
  }

  func starts(with text: String) -> Bool {
    var index = offset
    for scalar in text.unicodeScalars {
      guard index < source.scalars.count, source.scalars[index] == scalar else { return false }
      index += 1
    }
    return true
  }

  func text(from start: Int) -> String { source.text(Span(start, offset)) }

  /// Skips blanks, joined lines and comments; true when there were any.
  @discardableResult
  mutating func skipBlanks() -> Bool {
    let start = offset
    while let scalar = peek() {
      switch scalar {
      case " ", "\t": offset += 1
      case "\\" where isLineJoin():
        if peek(1) == nil { endsInBackslash = true }
        offset = min(offset + 2, source.scalars.count)
      case "\n" where lineEndsAreBlanks: offset += 1
      case "#" where isCommentStart: skipComment()
      default: return offset > start
      }
    }
    return offset > start
  }

  private var isCommentStart: Bool {
    guard offset > 0 else { return true }
    let before = source.scalars[offset - 1]
    return before == " " || before == "\t" || before == "\n"
  }

  private mutating func skipComment() {
    let start = offset
    while let scalar = peek(), scalar != "\n" { offset += 1 }
    comments.append(Span(start, offset))
  }

  /// Whether a backslash here joins its line to the next.
  func isLineJoin(_ ahead: Int = 0) -> Bool {
    peek(ahead) == "\\" && (peek(ahead + 1) == "\n" || peek(ahead + 1) == nil)
  }
}
