import Images

/// A series as it is drawn: its values in stretches between gaps, and their moving mean where that says more.
struct Curve {
  /// Fewer values are drawn as they are, noisy or not.
  private static let noisyCount = 24
  /// More values are always too dense to be followed.
  private static let denseCount = 480
  /// More points than this get markers here and there.
  private static let markedPoints = 40
  /// How many markers a dense curve has.
  private static let sparseMarkers = 8
  /// Among more curves than `crowd` each has so few markers.
  private static let (crowd, crowdedMarkers) = (12, 3)

  let series: LinePlot.Series
  let look: LinePlot.Look
  /// Each stretch joined by a line.
  let values: [[Point]]
  /// Through the middle of the values; nil where they are drawn themselves.
  let means: [[Point]]?
  /// How many points cannot be shown.
  let missing: Int

  init(_ series: LinePlot.Series, look: LinePlot.Look, in panel: LinePlot.Panel, of plot: LinePlot) {
    self.series = series
    self.look = look
    let values = series.points.split { !plot.shows($0, in: panel) }.map(Array.init)
    let count = values.reduce(0) { $0 + $1.count }
    missing = series.points.count - count
    let wanted = count > Self.denseCount || series.isNoisy && count >= Self.noisyCount ? max(5, count / 16) : 1
    let window = plot.smoothing.map { $0 < count ? $0 : 1 } ?? wanted
    means = window > 1 ? values.map { $0.movingMean(window: window) } : nil
    self.values = values
  }

  /// What is drawn of it within an axis.
  func shown(within limits: LinePlot.Limits, withValues: Bool) -> [Point] {
    (withValues ? values : line).flatMap { $0.filter { limits.contains($0.x) } }
  }

  /// What is drawn strongly.
  var line: [[Point]] { means ?? values }

  /// Where markers stand: at every point of a short curve, at some of a long one, and at points that are on no line.
  ///
  /// - Parameters:
  ///   - index: curves with different numbers have them at different places.
  ///   - count: of curves in the panel; among many each has fewer.
  func markers(_ index: Int, among count: Int) -> [Point] {
    let points = line.flatMap { $0 }
    let isCrowded = count > Self.crowd
    if means == nil, points.count <= (isCrowded ? Self.crowdedMarkers : Self.markedPoints) { return points }
    let wanted = isCrowded ? Self.crowdedMarkers : Self.sparseMarkers
    let phase = (Double(index) * 0.382 + 0.5).truncatingRemainder(dividingBy: 1)
    let some = (0..<wanted).compactMap { number -> Point? in
      let place = Int((Double(number) + phase) / Double(wanted) * Double(points.count))
      return points.indices.contains(place) ? points[place] : nil
    }
    return some + line.filter { $0.count == 1 }.flatMap { $0 }
  }
}
