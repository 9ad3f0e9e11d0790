import Images

/// Marks on their way to a canvas: outlines first, then labels where they hide neither each other nor leave the picture.
///
/// Where not every label has room, numbers stand in their places, and a legend says what they mean.
struct MarkDrawing {
  private let area: Rectangle
  private let outlines: [(points: [Point], mark: Mark)]
  private let labels: [PlacedLabel]
  private let textSize: Double
  private let colors: MarkColors
  /// What the numbers mean; nil where names are written.
  let legend: MarkLegend?

  /// Of more marks names would be a thicket.
  private static let crowd = 24
  /// Names may cover so much of a picture, unless they are few.
  private static let (readableCover, few) = (0.15, 6)

  /// - Parameters:
  ///   - size: of the picture in pixels.
  ///   - area: where the picture is on the canvas.
  ///   - cell: the place around the picture, in which labels may stand where the picture is too narrow for them.
  ///   - textSize: of the labels in points.
  ///   - ruler: measures text.
  init(
    _ marks: [Mark], of size: ImageSize, in area: Rectangle, within cell: Rectangle, textSize: Double, _ colors: MarkColors,
    _ ruler: Canvas
  ) {
    self.area = area
    self.textSize = textSize
    self.colors = colors
    let outlines = marks.compactMap { mark -> (points: [Point], mark: Mark)? in
      guard !mark.outline.isEmpty, mark.outline.allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else { return nil }
      let outline = mark.outline.map { point in
        Point(
          x: area.x + min(max(point.x / Double(size.width), -1), 2) * area.width,
          y: area.y + min(max(point.y / Double(size.height), -1), 2) * area.height)
      }
      return (outline, mark)
    }
    self.outlines = outlines
    let isNarrow = area.width < 9 * textSize || area.height < 4 * textSize
    let room = isNarrow ? cell : area
    let names = outlines.map(\.mark.text)
    let counted = outlines.indices.filter { outlines[$0].mark.kind != .question && !names[$0].isEmpty }
    if counted.count <= Self.crowd {
      let named = PlacedLabel.place(outlines, texts: names, in: room, textSize: textSize, ruler)
      let written = Set(named.filter { $0.text == names[$0.index] }.map(\.index))
      let covered = named.reduce(0) { $0 + $1.frame.area }
      if counted.allSatisfy(written.contains), counted.count <= Self.few || covered <= Self.readableCover * room.area {
        (labels, legend) = (named, nil)
        return
      }
    }
    let legend = MarkLegend(outlines.map(\.mark), colors)
    let texts = outlines.indices.map { index in
      outlines[index].mark.kind == .question ? names[index] : legend.numbers[index].map(String.init) ?? ""
    }
    labels = PlacedLabel.place(outlines, texts: texts, in: room, textSize: textSize - 1, ruler)
    self.legend = legend
  }

  func draw(on canvas: Canvas) {
    let width = textSize / 6.5
    canvas.clipped(to: .rectangle(area)) {
      for (outline, mark) in outlines where mark.isFilled { canvas.fill(.polygon(outline), colors[mark].opacity(0.4)) }
      // A white rim in a dark one makes any colour of line stand off any picture.
      for rim in [Stroke(Color.black.opacity(0.4), width: width + 2.2), Stroke(Color.white.opacity(0.85), width: width + 0.8)] {
        for (outline, _) in outlines { canvas.stroke(.polygon(outline), rim) }
      }
      // The model's dashes last: where both agree, the truth is seen between them.
      for kind in Mark.Kind.allCases {
        for (outline, mark) in outlines where mark.kind == kind {
          canvas.stroke(.polygon(outline), Stroke(colors[mark], width: width, dash: kind.dash))
        }
      }
    }
    for label in labels {
      guard let leader = label.leader else { continue }
      let line = Shape.line(from: leader.start, to: leader.end)
      canvas.stroke(line, Stroke(Color.white.opacity(0.85), width: 2.6))
      canvas.stroke(line, Stroke(colors[outlines[label.index].mark], width: 1))
      canvas.fill(.circle(center: leader.end, radius: 2), colors[outlines[label.index].mark])
    }
    for label in labels { drawPlate(label, on: canvas) }
  }

  /// Of the truth white letters on its colour; of the others letters in their colour on white, in a dashed frame.
  private func drawPlate(_ label: PlacedLabel, on canvas: Canvas) {
    let (frame, color) = (label.frame, colors[outlines[label.index].mark])
    let letters: Color
    switch label.kind {
    case .truth:
      canvas.fill(.rounded(frame, radius: 2), color.opacity(0.92))
      canvas.stroke(.rounded(frame, radius: 2), Stroke(Color.white.opacity(0.6), width: 0.6))
      letters = .white
    case .question, .prediction:
      canvas.fill(.rounded(frame, radius: 2), Color.white.opacity(0.94))
      canvas.stroke(.rounded(frame.inset(by: 0.5), radius: 2), Stroke(color, width: 1, dash: legend == nil ? [3, 2] : []))
      letters = color
    }
    let size = legend == nil ? textSize : textSize - 1
    let style = TextStyle(size: size, color: letters, typeface: .sansBold)
    let left = Point(x: frame.x + PlacedLabel.padding(size), y: frame.center.y)
    canvas.draw(label.text, at: left, style, anchor: TextAnchor(.leading, .middle))
  }

  private static let keyStyle = TextStyle(size: 11, color: Theme.ink)

  /// How far a key reaches to the right.
  static func keyWidth(_ kinds: [Mark.Kind], _ ruler: Canvas) -> Double {
    kinds.reduce(-18) { $0 + 48 + ruler.width(of: $1.name, keyStyle) }
  }

  /// Draws what the lines mean, from `left`.
  static func drawKey(_ kinds: [Mark.Kind], at left: Point, _ colors: MarkColors, on canvas: Canvas) {
    var x = left.x
    for kind in kinds {
      let sample = Rectangle(x: x, y: left.y - 5, width: 24, height: 10)
      canvas.stroke(.rectangle(sample), Stroke(colors.areByClass ? Theme.ink : kind.color, width: 1.75, dash: kind.dash))
      canvas.draw(kind.name, at: Point(x: x + 30, y: left.y), keyStyle, anchor: TextAnchor(.leading, .middle))
      x += 48 + canvas.width(of: kind.name, keyStyle)
    }
  }
}
