/// What a canvas fills, strokes and clips to.
public enum Shape: Sendable, Hashable {
  case rectangle(Rectangle)
  /// A rectangle with round corners.
  case rounded(Rectangle, radius: Double)
  case circle(center: Point, radius: Double)
  /// The ellipse that touches the four edges.
  case ellipse(Rectangle)
  case line(from: Point, to: Point)
  /// An open line through the points.
  case polyline([Point])
  /// A closed line through the points.
  case polygon([Point])
  /// Letters or symbols.
  case outline(Outline)
}

/// How a line is drawn.
public struct Stroke: Sendable, Hashable {
  /// Of the line.
  public var color: Color
  /// Of the line, half on either side of the shape.
  public var width: Double
  /// Lengths of dashes and gaps in turn; empty for an unbroken line.
  public var dash: [Double]

  /// A line of the given look.
  public init(_ color: Color, width: Double = 1, dash: [Double] = []) {
    self.color = color
    self.width = width
    self.dash = dash
  }
}
