import Images

/// A place where a curve leaves its panel.
package struct Departure: Sendable, Hashable {
  /// On the panel's edge.
  package let place: Point
  /// Whether it leaves above.
  package let isUpward: Bool
  private let look: LinePlot.Look

  /// Nearer marks of a curve would be one blot.
  private static let distance = 14.0
  private static let size = 5.0

  /// - Parameter stretches: of a curve, on the canvas.
  static func all(of stretches: [[Point]], look: LinePlot.Look, from area: Rectangle) -> [Departure] {
    var departures: [Departure] = []
    func add(_ x: Double, _ isUpward: Bool) {
      let isNear = departures.contains { $0.isUpward == isUpward && abs($0.place.x - x) < distance }
      guard !isNear, (area.x...area.maxX).contains(x) else { return }
      departures.append(Departure(place: Point(x: x, y: isUpward ? area.y : area.maxY), isUpward: isUpward, look: look))
    }
    for stretch in stretches {
      // A stretch that begins outside has left before it began.
      if let first = stretch.first, !(area.y - 0.5...area.maxY + 0.5).contains(first.y) { add(first.x, first.y < area.y) }
      for (from, to) in zip(stretch, stretch.dropFirst()) {
        for (edge, isUpward) in [(area.y, true), (area.maxY, false)] {
          let isInside = isUpward ? from.y >= edge : from.y <= edge
          let leaves = isUpward ? to.y < edge - 0.5 : to.y > edge + 0.5
          if isInside, leaves { add(from.x + (to.x - from.x) * (edge - from.y) / (to.y - from.y), isUpward) }
        }
      }
    }
    return departures
  }

  /// An arrow head that points outwards, in the colour of the curve.
  func draw(on canvas: Canvas) {
    let (tip, base) = isUpward ? (-Self.size * 0.9, Self.size * 0.7) : (Self.size * 0.9, -Self.size * 0.7)
    let head = Shape.polygon([(0, tip), (Self.size, base), (-Self.size, base)].map { Point(x: place.x + $0.0, y: place.y + $0.1) })
    canvas.stroke(head, Stroke(.white, width: 2))
    canvas.fill(head, look.stroke.color)
  }
}
