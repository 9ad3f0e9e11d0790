import Images

extension LinePlot {
  /// How a curve looks. Its colour is never all that tells it from another: dash and marker differ too.
  public struct Look: Sendable, Hashable {
    /// Counts through the palette.
    public var color: Int
    /// Counts through the shapes.
    public var marker: Int
    /// Counts through the dashes; 0 is an unbroken line.
    public var dash: Int
    /// Whether markers are outlines.
    public var isHollow: Bool

    /// The look of the curve with a given number: neighbours differ in colour, dash and marker at once.
    public init(_ index: Int) { self.init(color: index, marker: index, dash: index, isHollow: false) }

    /// The look of one of several runs: colour and marker say which, a dashed line with hollow markers is its second curve.
    public init(run: Int, isSecond: Bool) {
      self.init(color: run, marker: run, dash: isSecond ? 1 : 0, isHollow: isSecond)
    }

    /// A grey line of that kind: for the legend of what is common to all colours.
    public static func neutral(isSecond: Bool) -> Look { Look(color: -1, marker: 0, dash: isSecond ? 1 : 0, isHollow: isSecond) }

    private init(color: Int, marker: Int, dash: Int, isHollow: Bool) {
      (self.color, self.marker, self.dash, self.isHollow) = (color, marker, dash, isHollow)
    }
  }
}

extension LinePlot.Look {
  private static let dashes: [[Double]] = [[], [6, 3], [1.5, 2.5], [8, 3, 1.5, 3]]

  var stroke: Stroke {
    let color = color < 0 ? Theme.faint : Theme.series[color % Theme.series.count]
    return Stroke(color, width: 1.75, dash: Self.dashes[dash % Self.dashes.count])
  }

  /// Draws the marker, rimmed in white to stand off the lines.
  func drawMarker(at point: Point, on canvas: Canvas) {
    let shape = Self.shape(marker % 8, at: point, radius: 3)
    if isHollow {
      canvas.stroke(shape, Stroke(.white, width: 4))
      canvas.fill(shape, .white)
      canvas.stroke(shape, Stroke(stroke.color, width: 1.4))
    } else {
      canvas.stroke(shape, Stroke(.white, width: 1.5))
      canvas.fill(shape, stroke.color)
    }
  }

  /// A disc, a square, a triangle, a diamond, a triangle on its head, a plus, a star, or a bar.
  private static func shape(_ number: Int, at point: Point, radius r: Double) -> Shape {
    func polygon(_ corners: [(x: Double, y: Double)]) -> Shape {
      .polygon(corners.map { Point(x: point.x + $0.x * r, y: point.y + $0.y * r) })
    }
    switch number {
    case 0: return .circle(center: point, radius: r)
    case 1: return .rectangle(Rectangle(x: point.x - r * 0.9, y: point.y - r * 0.9, width: r * 1.8, height: r * 1.8))
    case 2: return polygon([(0, -1.25), (1.15, 0.85), (-1.15, 0.85)])
    case 3: return polygon([(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)])
    case 4: return polygon([(0, 1.25), (1.15, -0.85), (-1.15, -0.85)])
    case 5:
      let (a, b) = (0.45, 1.3)
      return polygon([(-a, -b), (a, -b), (a, -a), (b, -a), (b, a), (a, a), (a, b), (-a, b), (-a, a), (-b, a), (-b, -a), (-a, -a)])
    case 6:
      // Five points and five dents: the sines of 18 and 54 degrees.
      return polygon([
        (0, -1.45), (0.35, -0.48), (1.38, -0.45), (0.57, 0.19), (0.85, 1.17), (0, 0.6), (-0.85, 1.17), (-0.57, 0.19), (-1.38, -0.45),
        (-0.35, -0.48),
      ])
    default: return .rectangle(Rectangle(x: point.x - r * 0.5, y: point.y - r * 1.4, width: r, height: r * 2.8))
    }
  }
}
