import Essentials
import Images

/// Finds a place for every object of a picture, so that all are whole and none hides much of another.
package struct SceneComposer {
  package let size: ImageSize

  package init(size: ImageSize) { self.size = size }

  /// What share of the smaller of two boxes may lie in the other; words stay clear, to be read.
  package static let overlap = 0.08
  /// A pixel belongs to an object that covers at least this share of it.
  package static let coverage = 0.25

  /// A sprite in its place.
  package struct Drawn {
    let sprite: Sprite
    package let layer: Canvas
    package let object: SceneObject
  }

  /// Places all sprites where `propose` says, which is asked by a sprite's index again and again until all have a place: for less and
  /// less at the most, from 1 down.
  package func place(
    _ sprites: [Sprite], using generator: inout PhiloxGenerator,
    propose: (_ index: Int, _ most: Double, inout PhiloxGenerator) -> Placement
  ) -> [Drawn] {
    var most = 1.0
    while true {
      var placed: [Drawn] = []
      for (index, sprite) in sprites.enumerated() {
        for _ in 0..<Self.tries {
          guard let drawn = draw(sprite, propose(index, most, &generator), beside: placed) else { continue }
          placed.append(drawn)
          break
        }
      }
      if placed.count == sprites.count { return placed }
      most *= 0.9
    }
  }

  private static let tries = 48

  private func draw(_ sprite: Sprite, _ placement: Placement, beside others: [Drawn]) -> Drawn? {
    let span = placement.span(of: sprite)
    func object(columns: Range<Int>, rows: Range<Int>) -> SceneObject {
      SceneObject(sprite.identity, left: columns.lowerBound, top: rows.lowerBound, right: columns.upperBound, bottom: rows.upperBound)
    }
    func isHidden(_ object: SceneObject, beyond limit: Double) -> Bool {
      others.contains { other in
        object.overlap(with: other.object) > (other.object.identity.kind.isText || sprite.identity.kind.isText ? 0 : limit)
      }
    }
    // The rectangle around it tells of most places that they are none, before anything is drawn.
    let (left, top) = (Int(placement.center.x - span.width / 2), Int(placement.center.y - span.height / 2))
    let rough = object(columns: left..<left + max(1, Int(span.width)), rows: top..<top + max(1, Int(span.height)))
    guard rough.left >= 0, rough.top >= 0, rough.right <= size.width, rough.bottom <= size.height,
      !isHidden(rough, beyond: 2 * Self.overlap)
    else { return nil }
    let layer = Canvas(width: Double(size.width), height: Double(size.height), background: nil)
    layer.transformed(origin: placement.center, angle: placement.angle, unit: placement.unit) { sprite.draw(layer) }
    guard let extent = layer.extent(ofCoverage: Self.coverage) else { return nil }
    let exact = object(columns: extent.columns, rows: extent.rows)
    guard exact.left > 0, exact.top > 0, exact.right < size.width, exact.bottom < size.height, !isHidden(exact, beyond: Self.overlap)
    else { return nil }
    return Drawn(sprite: sprite, layer: layer, object: exact)
  }

  /// The picture of what was placed, before `backdrop`, in some light and with some noise.
  func scene(_ drawn: [Drawn], before backdrop: Backdrop, using generator: inout PhiloxGenerator) -> Scene {
    let canvas = Canvas(width: Double(size.width), height: Double(size.height), background: backdrop.color)
    backdrop.paint(canvas, using: &generator)
    for object in drawn { canvas.draw(object.layer) }
    return Scene(
      image: Exposure(using: &generator).applied(to: canvas.image(), using: &generator), objects: drawn.map(\.object),
      setting: backdrop.setting)
  }

  /// Somewhere in the picture.
  /// - Parameters:
  ///   - unit: pixels in one of the sprite's units.
  ///   - turn: the share of 20 degrees by which it is turned at most.
  package func anywhere(_ sprite: Sprite, unit: Double, turned turn: Double = 1, using generator: inout PhiloxGenerator) -> Placement {
    var placement = Placement(center: Point(x: 0, y: 0), angle: generator.number(in: -turn...turn) * .pi / 9, unit: unit)
    let span = placement.span(of: sprite)
    func middle(_ span: Double, _ extent: Int) -> Double { span / 2 + generator.number(in: 0...1) * (Double(extent) - span) }
    placement.center.x = middle(span.width, size.width)
    placement.center.y = middle(span.height, size.height)
    return placement
  }
}
