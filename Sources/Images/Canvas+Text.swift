import CCairo
import Foundation

/// How text looks.
public struct TextStyle: Sendable, Hashable {
  /// The height of the font in points.
  public var size: Double
  /// Of the letters.
  public var color: Color
  /// The font.
  public var typeface: Typeface

  /// A look for text.
  public init(size: Double, color: Color = .black, typeface: Typeface = .sans) {
    self.size = size
    self.color = color
    self.typeface = typeface
  }
}

/// What of a line of text is put at a point.
public struct TextAnchor: Sendable, Hashable {
  /// From left to right.
  public enum Horizontal: Sendable { case leading, center, trailing }
  /// From top to bottom; `middle` is that of a capital letter.
  public enum Vertical: Sendable { case top, middle, baseline, bottom }

  /// From left to right.
  public var horizontal: Horizontal
  /// From top to bottom.
  public var vertical: Vertical

  /// A place on the text.
  public init(_ horizontal: Horizontal, _ vertical: Vertical) {
    self.horizontal = horizontal
    self.vertical = vertical
  }
}

extension Canvas {
  /// Draws one line of text with its anchor at `point`; line breaks and other control characters become spaces.
  public func draw(_ text: String, at point: Point, _ style: TextStyle, anchor: TextAnchor = TextAnchor(.leading, .baseline)) {
    let text = Self.printable(text)
    let lineHeight = select(style)
    let runs = FontRun.runs(of: text, in: style.typeface)
    let x =
      switch anchor.horizontal {
      case .leading: point.x
      case .center: point.x - advance(of: runs) / 2
      case .trailing: point.x - advance(of: runs)
      }
    let y =
      switch anchor.vertical {
      case .top: point.y + lineHeight.ascent
      case .middle: point.y + style.size * Self.capHeight / 2
      case .baseline: point.y
      case .bottom: point.y - lineHeight.descent
      }
    use(style.color)
    cairo_move_to(context, Self.drawable(x), Self.drawable(y))
    for run in runs { inFont(of: run) { cairo_show_text(context, run.text) } }
    cairo_new_path(context)
  }

  /// How far a line of text reaches to the right.
  public func width(of text: String, _ style: TextStyle) -> Double {
    _ = select(style)
    return advance(of: Self.printable(text), style)
  }

  /// How far lines of this style reach above and below their baseline.
  public func lineHeight(_ style: TextStyle) -> (ascent: Double, descent: Double) { select(style) }

  /// The text cut to `width`, with an ellipsis where something is missing.
  public func shortened(_ text: String, to width: Double, _ style: TextStyle) -> String {
    _ = select(style)
    let text = Self.printable(text)
    if advance(of: text, style) <= width { return text }
    return (longestPrefix(of: text, within: width - advance(of: "…", style), style).map(String.init) ?? "").trimmingSpaces() + "…"
  }

  /// The text in lines no wider than `width`; line breaks in the text stay.
  ///
  /// Lines break between words, before a tag such as `<loc_7>`, and within a word where even that is wider. Of more than `maximumLines` the
  /// rest is cut, with an ellipsis.
  public func wrapped(_ text: String, to width: Double, _ style: TextStyle, maximumLines: Int = .max) -> [String] {
    _ = select(style)
    var lines: [String] = []
    for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) where lines.count <= maximumLines {
      var line = ""
      for piece in Self.pieces(of: Self.printable(paragraph)) where lines.count <= maximumLines {
        if advance(of: line + piece, style) <= width {
          line += piece
          continue
        }
        if !line.isEmpty { lines.append(line) }
        line = piece.trimmingSpaces()
        while lines.count <= maximumLines, let head = longestPrefix(of: line, within: width, style), head.endIndex < line.endIndex {
          lines.append(String(head))
          line = String(line[head.endIndex...])
        }
      }
      lines.append(line)
    }
    lines = lines.map { $0.trimmingSpaces() }
    guard lines.count > maximumLines, maximumLines > 0 else { return lines }
    return lines.prefix(maximumLines - 1) + [shortened(lines[maximumLines - 1] + " " + lines[maximumLines] + "…", to: width, style)]
  }

  /// The parts of a text between which a line may break: each begins with the blank, the angle bracket, or the Chinese or Japanese character
  /// before which it may.
  private static func pieces(of text: String) -> [String] {
    var pieces: [String] = []
    for character in text {
      if pieces.isEmpty || character == " " || character == "<" && pieces.last != " " || character.mayBeginLine {
        pieces.append(String(character))
      } else {
        pieces[pieces.count - 1].append(character)
      }
    }
    return pieces
  }

  /// The height of a capital letter of DejaVu, in units of the font's size.
  private static let capHeight = 0.729

  /// Control characters would be drawn as boxes, and the character 0 would end the text. Cairo sets accents beside their letter, the font's own
  /// accented letters are better.
  private static func printable(_ text: some StringProtocol) -> String {
    let text = text.unicodeScalars.allSatisfy(\.isASCII) ? String(text) : text.precomposedStringWithCanonicalMapping
    return String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }

  /// Makes the font current, and tells how far its lines reach.
  private func select(_ style: TextStyle) -> (ascent: Double, descent: Double) {
    if let face = style.typeface.face {
      cairo_set_font_face(context, face)
    } else {
      let weight = style.typeface.isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL
      cairo_select_font_face(context, style.typeface.family, CAIRO_FONT_SLANT_NORMAL, weight)
    }
    cairo_set_font_size(context, style.size)
    let options = cairo_font_options_create()
    defer { cairo_font_options_destroy(options) }
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_set_font_options(context, options)
    var extents = cairo_font_extents_t()
    cairo_font_extents(context, &extents)
    return (extents.ascent, extents.descent)
  }

  /// Of printable text, in the current font and those that stand in for it.
  private func advance(of text: String, _ style: TextStyle) -> Double { advance(of: FontRun.runs(of: text, in: style.typeface)) }

  private func advance(of runs: [FontRun]) -> Double {
    runs.reduce(0) { sum, run in
      var extents = cairo_text_extents_t()
      inFont(of: run) { cairo_text_extents(context, run.text, &extents) }
      return sum + extents.x_advance
    }
  }

  private func inFont(of run: FontRun, _ body: () -> Void) {
    guard let fallback = run.fallback else { return body() }
    let current = cairo_font_face_reference(cairo_get_font_face(context))
    cairo_set_font_face(context, fallback)
    body()
    cairo_set_font_face(context, current)
    cairo_font_face_destroy(current)
  }

  /// As many characters as fit into `width` in the current font, at least one; nil for an empty text.
  private func longestPrefix(of text: String, within width: Double, _ style: TextStyle) -> Substring? {
    guard !text.isEmpty else { return nil }
    // A text may be a million characters of which ten fit: look near its beginning first.
    var high = 2
    while advance(of: String(text.prefix(high)), style) <= width, text.prefix(high).endIndex < text.endIndex { high *= 2 }
    var low = 1
    high = text.prefix(high).count
    while low < high {
      let middle = (low + high + 1) / 2
      if advance(of: String(text.prefix(middle)), style) <= width { low = middle } else { high = middle - 1 }
    }
    return text.prefix(low)
  }
}

extension Character {
  /// Whether it is of a script without blanks between words; what closes a phrase stays with what is before it.
  fileprivate var mayBeginLine: Bool {
    guard let scalar = unicodeScalars.first, scalar.value >= 0x2E80 else { return false }
    switch scalar.properties.generalCategory {
    case .otherLetter: return (0x3040...0x9FFF).contains(scalar.value) || (0xF900...0xFAFF).contains(scalar.value)
    default: return false
    }
  }
}

extension String {
  fileprivate func trimmingSpaces() -> String {
    var text = self[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
