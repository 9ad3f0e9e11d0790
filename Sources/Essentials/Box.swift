/// An axis-aligned rectangle in pixels: left, top, right, bottom, the upper-left corner of the image being (0, 0).
public struct Box: Sendable, Hashable {
  public var x0: Float
  public var y0: Float
  public var x1: Float
  public var y1: Float

  public init(x0: Float, y0: Float, x1: Float, y1: Float) {
    self.x0 = x0
    self.y0 = y0
    self.x1 = x1
    self.y1 = y1
  }

  public var width: Float { x1 - x0 }
  public var height: Float { y1 - y0 }
}
