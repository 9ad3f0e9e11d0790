import Images

/// A picture with what was found in it, and words beneath.
public struct Overlay: Sendable, Hashable {
  /// The picture.
  public var picture: Image
  /// Drawn over the picture.
  public var marks: [Mark]
  /// Written beneath the picture; line breaks stay.
  public var caption: String

  /// A picture with its marks and caption.
  public init(_ picture: Image, marks: [Mark], caption: String = "") {
    self.picture = picture
    self.marks = marks
    self.caption = caption
  }

  /// The longer side of the drawn picture, in pixels: small ones are enlarged until labels can be read, large ones reduced.
  private static let sides = 640.0...1600.0
  private static let captionStyle = TextStyle(size: 13, color: Theme.ink)
  private static let captionLines = 12
  private static let edge = 12.0

  /// The picture drawn, its longer side 640...1600 pixels.
  public func image() -> Image {
    let longest = Double(max(picture.width, picture.height))
    let side = min(max(longest, Self.sides.lowerBound), Self.sides.upperBound)
    let scale = max(1, side / 800)
    let width = max(1, (Double(picture.width) * side / longest).rounded()) / scale
    let height = max(1, (Double(picture.height) * side / longest).rounded()) / scale
    let sheetWidth = max(width, 320)

    let ruler = Canvas(width: 1, height: 1)
    let lines =
      caption.isEmpty ? [] : ruler.wrapped(caption, to: sheetWidth - 2 * Self.edge, Self.captionStyle, maximumLines: Self.captionLines)
    let line = ruler.lineHeight(Self.captionStyle)
    let lineHeight = line.ascent + line.descent + 1
    let kinds = Mark.Kind.allCases.filter { kind in marks.contains { $0.kind == kind } }
    let keyHeight = kinds.count > 1 ? 24.0 : 0
    let textHeight = lines.isEmpty ? 0 : Double(lines.count) * lineHeight + 2 * Self.edge - 2

    let canvas = Canvas(width: sheetWidth, height: height + keyHeight + textHeight, scale: scale)
    let area = Rectangle(x: ((sheetWidth - width) / 2 * scale).rounded() / scale, y: 0, width: width, height: height)
    if width < sheetWidth { canvas.fill(.rectangle(Rectangle(x: 0, y: 0, width: sheetWidth, height: height)), Theme.mat) }
    canvas.draw(picture, in: area)
    MarkDrawing(marks, of: picture.size, in: area, textSize: 12, on: canvas).draw()
    if keyHeight > 0 { MarkDrawing.drawKey(kinds, at: Point(x: Self.edge, y: height + 14), on: canvas) }
    for (index, text) in lines.enumerated() {
      let y = height + keyHeight + Self.edge - 2 + Double(index) * lineHeight
      canvas.draw(text, at: Point(x: Self.edge, y: y), Self.captionStyle, anchor: TextAnchor(.leading, .top))
    }
    return canvas.image()
  }
}
