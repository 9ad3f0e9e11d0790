import Images

/// Curves over a common axis.
///
/// Each series has its own colour, dash and marker, so that they are told apart without colours too. Points that are not finite (or not
/// positive, on a logarithmic axis) leave a gap in their curve and are counted beneath the plot.
public struct LinePlot: Sendable, Hashable {
  /// One curve.
  public struct Series: Sendable, Hashable {
    /// As it stands in the legend.
    public var name: String
    /// In the order in which they are joined.
    public var points: [Point]

    /// A curve through `points`.
    public init(_ name: String, _ points: [Point]) {
      self.name = name
      self.points = points
    }
  }

  /// Above the plot.
  public var title: String
  /// Beneath the horizontal axis.
  public var xLabel: String
  /// Beside the vertical axis.
  public var yLabel: String
  /// In the order of the legend.
  public var series: [Series]
  /// Whether the horizontal axis counts, as epochs do: no marks between whole numbers.
  public var countsX: Bool
  /// Whether each step up the vertical axis multiplies.
  public var isLogarithmic: Bool

  /// A plot of `series`.
  public init(
    title: String, xLabel: String, yLabel: String, series: [Series], countsX: Bool = false, isLogarithmic: Bool = false
  ) {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.series = series
    self.countsX = countsX
    self.isLogarithmic = isLogarithmic
  }

  /// The plot drawn `width` by `height` points large, a point being `scale` pixels.
  public func image(width: Double = 640, height: Double = 400, scale: Double = 2) -> Image {
    let canvas = Canvas(width: max(240, width), height: max(180, height), scale: scale)
    LinePlotDrawing(self, canvas).draw()
    return canvas.image()
  }

  /// Whether a point can be shown.
  func shows(_ point: Point) -> Bool {
    abs(point.x) <= 1e150 && abs(point.y) <= 1e150 && (!isLogarithmic || point.y >= 1e-150)
  }
}
