import Images

/// Words beneath a picture, one paragraph after the other.
public struct Caption: Sendable, Hashable, ExpressibleByStringLiteral {
  /// One paragraph; line breaks in it stay.
  public struct Paragraph: Sendable, Hashable {
    /// What a paragraph is to the reader.
    public enum Tone: Sendable, Hashable {
      case plain
      /// Of less weight: the question.
      case faint
      /// An answer that is the wanted one: with a tick.
      case right
      /// An answer that is another: with a cross.
      case wrong
    }

    /// What is written.
    public var text: String
    /// How it looks.
    public var tone: Tone

    /// A paragraph.
    public init(_ text: String, _ tone: Tone = .plain) {
      self.text = text
      self.tone = tone
    }
  }

  /// From the top.
  public var paragraphs: [Paragraph]

  /// A caption of several paragraphs.
  public init(_ paragraphs: [Paragraph]) { self.paragraphs = paragraphs }

  /// Plain words; none when the text is empty.
  public init(_ text: String) { paragraphs = text.isEmpty ? [] : [Paragraph(text)] }

  /// Plain words.
  public init(stringLiteral text: String) { self.init(text) }
}

/// A caption broken into lines.
struct CaptionLines {
  private let lines: [(text: String, style: TextStyle)]
  private let lineHeight: Double

  /// - Parameters:
  ///   - linesEach: of a longer paragraph the rest is left out, with an ellipsis.
  ///   - ruler: measures text.
  init(_ caption: Caption, width: Double, size: Double, linesEach: Int, _ ruler: Canvas) {
    lines = caption.paragraphs.flatMap { paragraph in
      let style = paragraph.tone.style(size: size)
      return ruler.wrapped(paragraph.tone.sign + paragraph.text, to: width, style, maximumLines: linesEach).map { ($0, style) }
    }
    let line = ruler.lineHeight(TextStyle(size: size))
    lineHeight = line.ascent + line.descent + 1
  }

  var height: Double { Double(lines.count) * lineHeight }

  func draw(from corner: Point, on canvas: Canvas) {
    for (index, line) in lines.enumerated() {
      let place = Point(x: corner.x, y: corner.y + Double(index) * lineHeight)
      canvas.draw(line.text, at: place, line.style, anchor: TextAnchor(.leading, .top))
    }
  }
}

extension Caption.Paragraph.Tone {
  fileprivate func style(size: Double) -> TextStyle {
    switch self {
    case .plain: TextStyle(size: size, color: Theme.ink)
    case .faint: TextStyle(size: size, color: Theme.faint)
    case .right: TextStyle(size: size, color: Theme.right)
    case .wrong: TextStyle(size: size, color: Theme.wrong)
    }
  }

  fileprivate var sign: String {
    switch self {
    case .plain, .faint: ""
    case .right: "✓ "
    case .wrong: "✗ "
    }
  }
}
