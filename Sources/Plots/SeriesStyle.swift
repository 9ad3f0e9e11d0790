import Images

/// The look of the curve with a given number: neighbours differ in colour, dash and marker at once.
struct SeriesStyle {
  let stroke: Stroke
  private let marker: Int

  init(_ index: Int) {
    let dashes: [[Double]] = [[], [6, 3], [1.5, 2.5], [8, 3, 1.5, 3]]
    stroke = Stroke(Theme.series[index % Theme.series.count], width: 1.75, dash: dashes[index % dashes.count])
    marker = index % 4
  }

  /// Draws the marker: a disc, a square, a triangle or a diamond, rimmed in white to stand off the lines.
  func drawMarker(at point: Point, on canvas: Canvas) {
    let r = 3.0
    let shape: Shape =
      switch marker {
      case 0: .circle(center: point, radius: r)
      case 1: .rectangle(Rectangle(x: point.x - r * 0.9, y: point.y - r * 0.9, width: r * 1.8, height: r * 1.8))
      case 2: .polygon(corners(of: point, [(0, -1.25), (1.15, 0.85), (-1.15, 0.85)], r))
      default: .polygon(corners(of: point, [(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)], r))
      }
    canvas.stroke(shape, Stroke(.white, width: 1.5))
    canvas.fill(shape, stroke.color)
  }

  private func corners(of point: Point, _ directions: [(x: Double, y: Double)], _ radius: Double) -> [Point] {
    directions.map { Point(x: point.x + $0.x * radius, y: point.y + $0.y * radius) }
  }
}
