import Images

/// A session on one sheet: what was typed, what came of it, and the pictures, as in a notebook.
public struct SessionSheet: Sendable, Hashable {
  /// A part of the sheet, from the top.
  public enum Block: Sendable, Hashable {
    /// Of a cell.
    case heading(String)
    /// Words between.
    case prose(String)
    /// Lines that were typed, with the prompt that stood before the first.
    case input(prompt: String, String)
    /// Lines that were shown.
    case output(String)
    /// Lines that told of a fault.
    case fault(String)
    /// No larger than the sheet is wide.
    case picture(Image)
  }

  /// From the top.
  public var blocks: [Block]

  /// A sheet of blocks.
  public init(_ blocks: [Block]) { self.blocks = blocks }

  private static let width = 860.0
  private static let margin = 20.0
  private static let gap = 9.0
  /// Of a picture, in points.
  private static let tallest = 620.0
  /// More would make a picture that nobody can look at.
  private static let linesEach = 60

  /// The sheet, as high as its blocks: at half the resolution when they are many, and without those in the middle when they are more.
  public func image() -> Image {
    let ruler = Canvas(width: 1, height: 1)
    let parts = Self.fitting(blocks.map { Part($0, width: Self.width - 2 * Self.margin, ruler) }, ruler)
    let height = Self.height(of: parts)
    let scale = height * SampleSheet.scale <= Double(Canvas.sideLimit) ? SampleSheet.scale : 1
    let canvas = Canvas(width: Self.width, height: height, scale: scale)
    var y = Self.margin
    for part in parts {
      part.draw(at: Point(x: Self.margin, y: y), on: canvas)
      y += part.height + Self.gap
    }
    return canvas.image()
  }

  private static func height(of parts: [Part]) -> Double {
    2 * margin + parts.map(\.height).reduce(0, +) + gap * Double(max(0, parts.count - 1))
  }

  /// What a canvas has room for: all, or the beginning and the end with a line between them that counts the others.
  private static func fitting(_ parts: [Part], _ ruler: Canvas) -> [Part] {
    guard height(of: parts) > Double(Canvas.sideLimit) else { return parts }
    func note(_ count: Int) -> Part {
      Part(.prose("... \(count) inputs, outputs and pictures between are not shown ..."), width: width - 2 * margin, ruler)
    }
    let room = (Double(Canvas.sideLimit) - height(of: [note(parts.count)])) / 2
    func count(_ parts: some Sequence<Part>) -> Int {
      var used = 0.0
      return parts.prefix { part in
        used += part.height + gap
        return used <= room
      }.count
    }
    let (first, last) = (count(parts), count(parts.reversed()))
    return parts.prefix(first) + [note(parts.count - first - last)] + parts.suffix(last)
  }

  /// A block with its lines broken.
  private struct Part {
    private static let code = TextStyle(size: 12, color: Theme.ink, typeface: .mono)
    private static let typed = TextStyle(size: 12, color: Theme.ink, typeface: .monoBold)
    private static let prompt = TextStyle(size: 12, color: Theme.series[0], typeface: .mono)
    private static let fault = TextStyle(size: 12, color: Theme.wrong, typeface: .mono)
    private static let words = TextStyle(size: 12, color: Theme.ink)
    private static let title = TextStyle(size: 15, color: Theme.ink, typeface: .sansBold)

    private let lines: [String]
    private let style: TextStyle
    private let prompt: String
    private let indent: Double
    private let lineHeight: Double
    private let picture: (image: Image, width: Double)?
    let height: Double

    init(_ block: Block, width: Double, _ ruler: Canvas) {
      var (text, style, prompt, shown) = ("", Self.code, "", Image?.none)
      switch block {
      case .heading(let heading): (text, style) = (heading, Self.title)
      case .prose(let prose): (text, style) = (prose, Self.words)
      case .input(let mark, let code): (text, style, prompt) = (code, Self.typed, mark)
      case .output(let output): text = output
      case .fault(let fault): (text, style) = (fault, Self.fault)
      case .picture(let image): shown = image
      }
      let indent = prompt.isEmpty ? 0 : ruler.width(of: prompt + " ", Self.prompt)
      // A caret beneath a word stands under it only if the blanks before it stay.
      let kept = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        String(repeating: "\u{A0}", count: line.prefix { $0 == " " }.count) + line.drop { $0 == " " }
      }.joined(separator: "\n")
      lines = shown == nil ? ruler.wrapped(kept, to: width - indent, style, maximumLines: SessionSheet.linesEach) : []
      let line = ruler.lineHeight(style)
      lineHeight = line.ascent + line.descent + 2
      (self.style, self.prompt, self.indent) = (style, prompt, indent)
      guard let shown else {
        (picture, height) = (nil, Double(lines.count) * lineHeight)
        return
      }
      let scale = max(SampleSheet.scale, Double(shown.width) / width, Double(shown.height) / SessionSheet.tallest)
      picture = (shown, Double(shown.width) / scale)
      height = Double(shown.height) / scale
    }

    func draw(at corner: Point, on canvas: Canvas) {
      if let picture {
        return canvas.draw(picture.image, in: Rectangle(x: corner.x, y: corner.y, width: picture.width, height: height))
      }
      if !prompt.isEmpty { canvas.draw(prompt, at: corner, Self.prompt, anchor: TextAnchor(.leading, .top)) }
      for (index, line) in lines.enumerated() {
        let point = Point(x: corner.x + indent, y: corner.y + Double(index) * lineHeight)
        canvas.draw(line, at: point, style, anchor: TextAnchor(.leading, .top))
      }
    }
  }
}
