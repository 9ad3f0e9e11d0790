import Foundation
import Images

/// Something that can be drawn at any place, size and angle.
package struct Sprite {
  package let identity: ObjectIdentity
  /// Width and height in its own units.
  let extent: (width: Double, height: Double)
  /// Its outer colours: the background must differ from them.
  let colors: [Color]
  /// Draws it around the origin, `extent` wide and high.
  let draw: (Canvas) -> Void
}

/// Where a sprite is drawn, and how.
package struct Placement {
  /// In pixels.
  package var center: Point
  /// Clockwise, in radians.
  package var angle: Double
  /// Pixels in one of the sprite's units.
  package var unit: Double

  /// Width and height of the upright rectangle around the turned sprite, in pixels.
  func span(of sprite: Sprite) -> (width: Double, height: Double) {
    let (width, height) = (sprite.extent.width * unit, sprite.extent.height * unit)
    let (sine, cosine) = (abs(sin(angle)), abs(cos(angle)))
    return (width * cosine + height * sine, width * sine + height * cosine)
  }
}
