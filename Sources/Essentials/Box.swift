/// An axis-aligned rectangle in pixels; the upper-left corner of the image is (0, 0).
public struct Box: Sendable, Hashable {
  /// The left edge.
  public var x0: Float
  /// The top edge.
  public var y0: Float
  /// The right edge; a box over columns a...b has b + 1 here.
  public var x1: Float
  /// The bottom edge; a box over rows a...b has b + 1 here.
  public var y1: Float

  /// A box from its edges: left, top, right, bottom.
  public init(x0: Float, y0: Float, x1: Float, y1: Float) {
    self.x0 = x0
    self.y0 = y0
    self.x1 = x1
    self.y1 = y1
  }

  /// From the left edge to the right; negative when they are exchanged.
  public var width: Float { x1 - x0 }
  /// From the top edge to the bottom; negative when they are exchanged.
  public var height: Float { y1 - y0 }
}
