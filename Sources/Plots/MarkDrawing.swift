import Images

/// Marks on their way to a canvas: outlines first, then labels where they hide neither each other nor leave the picture.
struct MarkDrawing {
  private let canvas: Canvas
  private let area: Rectangle
  private let outlines: [(points: [Point], mark: Mark)]
  private let labels: [PlacedLabel]
  private let textSize: Double

  /// - Parameters:
  ///   - size: of the picture in pixels.
  ///   - area: where the picture is on the canvas.
  ///   - cell: the place around the picture, in which labels may stand where the picture is too narrow for them.
  ///   - textSize: of the labels in points.
  init(_ marks: [Mark], of size: ImageSize, in area: Rectangle, within cell: Rectangle, textSize: Double, on canvas: Canvas) {
    self.canvas = canvas
    self.area = area
    self.textSize = textSize
    outlines = marks.compactMap { mark in
      guard !mark.outline.isEmpty, mark.outline.allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else { return nil }
      let outline = mark.outline.map { point in
        Point(
          x: area.x + min(max(point.x / Double(size.width), -1), 2) * area.width,
          y: area.y + min(max(point.y / Double(size.height), -1), 2) * area.height)
      }
      return (outline, mark)
    }
    let isNarrow = area.width < 9 * textSize || area.height < 4 * textSize
    labels = PlacedLabel.place(outlines, in: isNarrow ? cell : area, textSize: textSize, canvas)
  }

  func draw() {
    let width = textSize / 6.5
    canvas.clipped(to: .rectangle(area)) {
      for (outline, mark) in outlines where mark.isFilled { canvas.fill(.polygon(outline), mark.kind.color.opacity(0.4)) }
      // A white rim in a dark one makes any colour of line stand off any picture.
      for rim in [Stroke(Color.black.opacity(0.4), width: width + 2.2), Stroke(Color.white.opacity(0.85), width: width + 0.8)] {
        for (outline, _) in outlines { canvas.stroke(.polygon(outline), rim) }
      }
      // The model's dashes last: where both agree, the truth is seen between them.
      for kind in Mark.Kind.allCases {
        for (outline, mark) in outlines where mark.kind == kind {
          canvas.stroke(.polygon(outline), Stroke(kind.color, width: width, dash: kind.dash))
        }
      }
    }
    for label in labels { Self.drawPlate(label.text, label.kind, in: label.frame, textSize: textSize, on: canvas) }
  }

  /// Of the truth white letters on its colour; of the others letters in their colour on white, in a dashed frame.
  private static func drawPlate(_ text: String, _ kind: Mark.Kind, in frame: Rectangle, textSize: Double, on canvas: Canvas) {
    let letters: Color
    switch kind {
    case .truth:
      canvas.fill(.rounded(frame, radius: 2), kind.color.opacity(0.92))
      letters = .white
    case .question, .prediction:
      canvas.fill(.rounded(frame, radius: 2), Color.white.opacity(0.94))
      canvas.stroke(.rounded(frame.inset(by: 0.5), radius: 2), Stroke(kind.color, width: 1, dash: [3, 2]))
      letters = kind.color
    }
    let style = TextStyle(size: textSize, color: letters, typeface: .sansBold)
    canvas.draw(text, at: Point(x: frame.x + PlacedLabel.padding, y: frame.center.y), style, anchor: TextAnchor(.leading, .middle))
  }

  private static let keyStyle = TextStyle(size: 11, color: Theme.ink)

  /// How far a key reaches to the right.
  static func keyWidth(_ kinds: [Mark.Kind], _ ruler: Canvas) -> Double {
    kinds.reduce(-18) { $0 + 48 + ruler.width(of: $1.name, keyStyle) }
  }

  /// Draws what the lines mean, from `left`.
  static func drawKey(_ kinds: [Mark.Kind], at left: Point, on canvas: Canvas) {
    var x = left.x
    for kind in kinds {
      let sample = Rectangle(x: x, y: left.y - 5, width: 24, height: 10)
      canvas.stroke(.rectangle(sample), Stroke(kind.color, width: 1.75, dash: kind.dash))
      canvas.draw(kind.name, at: Point(x: x + 30, y: left.y), keyStyle, anchor: TextAnchor(.leading, .middle))
      x += 48 + canvas.width(of: kind.name, keyStyle)
    }
  }
}
