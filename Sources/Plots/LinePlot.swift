import Images

/// Curves over a common horizontal axis, in one panel or in several above each other.
///
/// Curves are told apart without colours too. Points that are not finite (or not positive, on a logarithmic axis) leave a gap in their
/// curve and are counted beneath the plot. Noisy and very dense curves are drawn as a moving mean over their pale values. Where a curve
/// leaves its panel a mark stands, and beneath the plot is said how far it goes.
public struct LinePlot: Sendable, Hashable {
  /// One curve.
  public struct Series: Sendable, Hashable {
    /// As it stands in the legend.
    public var name: String
    /// In the order in which they are joined.
    public var points: [Point]
    /// Colour, dash and marker; nil: by its place among the others.
    public var look: Look?
    /// Whether single values say little and their mean says more, as with the losses of steps.
    public var isNoisy: Bool

    /// A curve through `points`.
    public init(_ name: String, _ points: [Point], look: Look? = nil, isNoisy: Bool = false) {
      self.name = name
      self.points = points
      self.look = look
      self.isNoisy = isNoisy
    }
  }

  /// Curves with a vertical axis of their own.
  public struct Panel: Sendable, Hashable {
    /// Beside the vertical axis.
    public var yLabel: String
    /// In the order of the legend.
    public var series: [Series]
    /// Whether each step up the vertical axis multiplies.
    public var isLogarithmic: Bool
    /// From where to where the vertical axis reaches; an end that is nil shows the curves, but no stray that would flatten the others.
    public var limits: Limits

    /// A panel of `series`.
    public init(yLabel: String, series: [Series], isLogarithmic: Bool = false, limits: Limits = Limits()) {
      self.yLabel = yLabel
      self.series = series
      self.isLogarithmic = isLogarithmic
      self.limits = limits
    }
  }

  /// The ends of an axis, as far as they are asked for.
  public struct Limits: Sendable, Hashable {
    /// Nil: as the curves want.
    public var lower: Double?
    /// Nil: as the curves want.
    public var upper: Double?

    /// An axis from `lower` to `upper`.
    public init(lower: Double? = nil, upper: Double? = nil) {
      self.lower = lower
      self.upper = upper
    }

    func contains(_ value: Double) -> Bool { lower.map { value >= $0 } ?? true && upper.map { value <= $0 } ?? true }
  }

  /// A name with a piece of the line it stands for.
  public struct LegendEntry: Sendable, Hashable {
    /// What the line stands for.
    public var name: String
    /// Of the line.
    public var look: Look

    /// A name for `look`.
    public init(_ name: String, _ look: Look) {
      self.name = name
      self.look = look
    }
  }

  /// Above the plot.
  public var title: String
  /// Beneath the horizontal axis.
  public var xLabel: String
  /// From the top.
  public var panels: [Panel]
  /// Above the panels; nil: the names of all curves, where there is more than one.
  public var legend: [LegendEntry]?
  /// Whether the horizontal axis counts, as epochs do: no marks between whole numbers.
  public var countsX: Bool
  /// From where to where the horizontal axis reaches.
  public var xLimits = Limits()
  /// Whether each step along the horizontal axis multiplies.
  public var isXLogarithmic = false
  /// How many values make one of a curve's moving mean, 1 for none; nil: as their number and noise want.
  public var smoothing: Int?

  /// A plot of several panels that share the horizontal axis.
  public init(title: String, xLabel: String, panels: [Panel], legend: [LegendEntry]? = nil, countsX: Bool = false) {
    self.title = title
    self.xLabel = xLabel
    self.panels = panels
    self.legend = legend
    self.countsX = countsX
  }

  /// A plot of one panel.
  public init(
    title: String, xLabel: String, yLabel: String, series: [Series], countsX: Bool = false, isLogarithmic: Bool = false
  ) {
    self.init(
      title: title, xLabel: xLabel, panels: [Panel(yLabel: yLabel, series: series, isLogarithmic: isLogarithmic)], countsX: countsX)
  }

  /// Whether a point can be shown in a panel.
  func shows(_ point: Point, in panel: Panel) -> Bool {
    abs(point.x) <= 1e150 && abs(point.y) <= 1e150 && (!panel.isLogarithmic || point.y >= 1e-150) && (!isXLogarithmic || point.x >= 1e-150)
  }

  /// The plot drawn `width` by `height` points large, a point being `scale` pixels.
  ///
  /// - Parameter height: nil: as much as the panels and the legend want. Where there would be no room for the panels, the picture is higher.
  public func image(width: Double = 640, height: Double? = nil, scale: Double = 2) -> Image {
    let layout = LinePlotLayout(self, width: width, height: height)
    let canvas = Canvas(width: layout.width, height: layout.height, scale: scale)
    layout.draw(on: canvas)
    return canvas.image()
  }
}
