import Essentials

/// A place on a canvas: to the right and down from the upper-left corner.
public struct Point: Sendable, Hashable {
  /// To the right.
  public var x: Double
  /// Down.
  public var y: Double

  /// A place from its coordinates.
  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

/// An upright rectangle on a canvas.
public struct Rectangle: Sendable, Hashable {
  /// The left edge.
  public var x: Double
  /// The upper edge.
  public var y: Double
  /// From the left edge to the right.
  public var width: Double
  /// From the upper edge to the lower.
  public var height: Double

  /// A rectangle from its upper-left corner and its extent.
  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// The rectangle of a box in pixels.
  public init(_ box: Box) {
    self.init(x: Double(box.x0), y: Double(box.y0), width: Double(box.width), height: Double(box.height))
  }

  /// The right edge.
  public var maxX: Double { x + width }
  /// The lower edge.
  public var maxY: Double { y + height }
  /// The middle.
  public var center: Point { Point(x: x + width / 2, y: y + height / 2) }

  /// The rectangle with each edge moved inwards by `amount`.
  public func inset(by amount: Double) -> Rectangle {
    Rectangle(x: x + amount, y: y + amount, width: width - 2 * amount, height: height - 2 * amount)
  }

  /// Whether a point lies inside or on an edge.
  public func contains(_ point: Point) -> Bool { x <= point.x && point.x <= maxX && y <= point.y && point.y <= maxY }

  /// Whether the two share any area.
  public func intersects(_ other: Rectangle) -> Bool {
    x < other.maxX && other.x < maxX && y < other.maxY && other.y < maxY
  }
}
