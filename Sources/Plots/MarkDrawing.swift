import Images

/// Marks on their way to a canvas: outlines first, then labels where they hide neither each other nor leave the picture.
struct MarkDrawing {
  private let canvas: Canvas
  private let style: TextStyle
  /// Where the picture is.
  private let area: Rectangle
  private let marks: [(outline: [Point], mark: Mark)]

  /// - Parameters:
  ///   - size: of the picture in pixels.
  ///   - area: where the picture is on the canvas.
  ///   - textSize: of the labels in points.
  init(_ marks: [Mark], of size: ImageSize, in area: Rectangle, textSize: Double, on canvas: Canvas) {
    self.canvas = canvas
    self.area = area
    style = TextStyle(size: textSize, color: .white, typeface: .sansBold)
    self.marks = marks.compactMap { mark in
      guard !mark.outline.isEmpty, mark.outline.allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else { return nil }
      let outline = mark.outline.map { point in
        Point(
          x: area.x + min(max(point.x / Double(size.width), -1), 2) * area.width,
          y: area.y + min(max(point.y / Double(size.height), -1), 2) * area.height)
      }
      return (outline, mark)
    }
  }

  func draw() {
    canvas.clipped(to: .rectangle(area)) {
      // A dark rim makes any colour of line stand off any picture.
      for (outline, _) in marks { canvas.stroke(.polygon(outline), Stroke(Color.black.opacity(0.45), width: 3.25)) }
      for (outline, mark) in marks {
        canvas.stroke(.polygon(outline), Stroke(.white, width: 1.75))
        canvas.stroke(.polygon(outline), Stroke(mark.kind.color, width: 1.75, dash: mark.kind.dash))
      }
      var taken: [Rectangle] = []
      for (outline, mark) in marks where !mark.label.isEmpty {
        taken.append(drawLabel(of: mark, around: outline, beside: taken))
      }
    }
  }

  /// Draws the label, and returns the place it took.
  private func drawLabel(of mark: Mark, around outline: [Point], beside taken: [Rectangle]) -> Rectangle {
    let text = canvas.shortened(mark.label, to: area.width - 8, style)
    let line = canvas.lineHeight(style)
    let (width, height) = (canvas.width(of: text, style) + 8, line.ascent + line.descent + 2)
    let left = outline.reduce(.infinity) { min($0, $1.x) } - 0.875
    let top = outline.reduce(.infinity) { min($0, $1.y) }
    let bottom = outline.reduce(-.infinity) { max($0, $1.y) }
    let x = max(area.x, min(left, area.maxX - width))
    // Truth above, prediction below: the labels of the same thing do not meet.
    let (above, below) = ([top - height, top], [bottom, bottom - height])
    let candidates = (mark.kind == .truth ? above + below : below + above).map { y in
      Rectangle(x: x, y: max(area.y, min(y, area.maxY - height)), width: width, height: height)
    }
    let free = candidates.first { place in !taken.contains { $0.intersects(place) } }
    let place = free ?? candidates[0]
    canvas.fill(.rounded(place, radius: 2), mark.kind.color.opacity(0.92))
    canvas.draw(text, at: Point(x: place.x + 4, y: place.center.y), style, anchor: TextAnchor(.leading, .middle))
    return place
  }

  /// Draws what the lines mean, from `left`, and returns where it ends.
  static func drawKey(_ kinds: [Mark.Kind], at left: Point, on canvas: Canvas) {
    let style = TextStyle(size: 11, color: Theme.ink)
    var x = left.x
    for kind in kinds {
      canvas.stroke(.line(from: Point(x: x, y: left.y), to: Point(x: x + 24, y: left.y)), Stroke(kind.color, width: 2, dash: kind.dash))
      canvas.draw(kind.name, at: Point(x: x + 30, y: left.y), style, anchor: TextAnchor(.leading, .middle))
      x += 30 + canvas.width(of: kind.name, style) + 18
    }
  }
}
