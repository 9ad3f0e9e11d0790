import Images

/// A line of text with the place it takes on a canvas.
package struct LayoutText {
  package let text: String
  /// The place it takes.
  package let frame: Rectangle
  private let point: Point
  private let style: TextStyle
  private let anchor: TextAnchor
  private let isVertical: Bool

  /// - Parameters:
  ///   - isVertical: read from the bottom to the top, turned around `point`.
  ///   - ruler: measures text.
  init(_ text: String, at point: Point, _ style: TextStyle, anchor: TextAnchor, isVertical: Bool = false, _ ruler: Canvas) {
    (self.text, self.point, self.style, self.anchor, self.isVertical) = (text, point, style, anchor, isVertical)
    let line = ruler.lineHeight(style)
    let (width, height) = (ruler.width(of: text, style), line.ascent + line.descent)
    let left =
      switch anchor.horizontal {
      case .leading: 0.0
      case .center: -width / 2
      case .trailing: -width
      }
    let top =
      switch anchor.vertical {
      case .top: 0.0
      case .middle: -height / 2
      case .baseline: -line.ascent
      case .bottom: -height
      }
    frame =
      isVertical
      ? Rectangle(x: point.x + top, y: point.y - left - width, width: height, height: width)
      : Rectangle(x: point.x + left, y: point.y + top, width: width, height: height)
  }

  func draw(on canvas: Canvas) {
    guard isVertical else { return canvas.draw(text, at: point, style, anchor: anchor) }
    canvas.rotated(by: -.pi / 2, around: point) { canvas.draw(text, at: point, style, anchor: anchor) }
  }
}
