import Images

/// A picture with what was found in it, and words beneath.
public struct Overlay: Sendable, Hashable {
  /// The picture.
  public var picture: Image
  /// Drawn over the picture.
  public var marks: [Mark]
  /// Written beneath the picture.
  public var caption: Caption

  /// A picture with its marks and caption.
  public init(_ picture: Image, marks: [Mark], caption: Caption = "") {
    self.picture = picture
    self.marks = marks
    self.caption = caption
  }

  /// The longer side of the drawn picture, in pixels: small ones are enlarged until labels can be read, large ones reduced.
  private static let sides = 640.0...1600.0
  private static let captionLines = 12
  private static let legendLines = 24
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
    let lines = CaptionLines(caption, width: sheetWidth - 2 * Self.edge, size: 13, linesEach: Self.captionLines, ruler)
    let kinds = Mark.Kind.allCases.filter { kind in marks.contains { $0.kind == kind } }
    let keyHeight = kinds.count > 1 ? 24.0 : 0
    let textHeight = lines.height == 0 ? 0 : lines.height + 2 * Self.edge - 2
    let area = Rectangle(x: ((sheetWidth - width) / 2 * scale).rounded() / scale, y: 0, width: width, height: height)
    let cell = Rectangle(x: 0, y: 0, width: sheetWidth, height: height)
    let colors = MarkColors(of: [marks])
    let drawing = MarkDrawing(marks, of: picture.size, in: area, within: cell, textSize: 12, colors, ruler)
    let legend = drawing.legend?.lines(
      width: sheetWidth - 2 * Self.edge, size: 12, maximumLines: Self.legendLines, showsScores: true, ruler)
    let legendHeight = legend.map { $0.height + Self.edge - 2 } ?? 0

    let canvas = Canvas(width: sheetWidth, height: height + keyHeight + legendHeight + textHeight, scale: scale)
    if width < sheetWidth { canvas.fill(.rectangle(cell), Theme.mat) }
    canvas.draw(picture.withSharpPixels(toward: Int(side)), in: area)
    drawing.draw(on: canvas)
    if keyHeight > 0 { MarkDrawing.drawKey(kinds, at: Point(x: Self.edge, y: height + 14), colors, on: canvas) }
    legend?.draw(from: Point(x: Self.edge, y: height + keyHeight + Self.edge - 4), on: canvas)
    lines.draw(from: Point(x: Self.edge, y: height + keyHeight + legendHeight + Self.edge - 2), on: canvas)
    return canvas.image()
  }
}

extension Image {
  /// A tiny picture enlarged a whole number of times towards `side`, each pixel a square; any other as it is.
  func withSharpPixels(toward side: Int) -> Image {
    let times = side / max(width, height)
    guard max(width, height) <= 64, times > 1 else { return self }
    let large = [UInt8](unsafeUninitializedCapacity: pixels.count * times * times) { target, count in
      for y in 0..<height * times {
        for x in 0..<width * times {
          let (to, from) = ((y * width * times + x) * 3, (y / times * width + x / times) * 3)
          for channel in 0..<3 { target[to + channel] = pixels[from + channel] }
        }
      }
      count = pixels.count * times * times
    }
    return Image(width: width * times, height: height * times, pixels: large)
  }
}
