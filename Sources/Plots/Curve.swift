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

  let series: LinePlot.Series
  let look: LinePlot.Look
  /// Each stretch joined by a line.
  let values: [[Point]]
  /// Through the middle of the values; nil where they are drawn themselves.
  let means: [[Point]]?
  /// How many points cannot be shown.
  let missing: Int

  init(_ series: LinePlot.Series, look: LinePlot.Look, in panel: LinePlot.Panel) {
    self.series = series
    self.look = look
    values = series.points.split { !panel.shows($0) }.map(Array.init)
    let count = values.reduce(0) { $0 + $1.count }
    missing = series.points.count - count
    let isSmoothed = count > Self.denseCount || series.isNoisy && count >= Self.noisyCount
    means = isSmoothed ? values.map { $0.movingMean(window: max(5, count / 16)) } : nil
  }

  /// What is drawn strongly.
  var line: [[Point]] { means ?? values }

  /// Where markers stand: at every point of a short curve, at some of a long one, and at points that are on no line.
  ///
  /// - Parameter index: curves with different numbers have them at different places.
  func markers(_ index: Int) -> [Point] {
    let points = line.flatMap { $0 }
    if means == nil, points.count <= Self.markedPoints { return points }
    let phase = (Double(index) * 0.382 + 0.5).truncatingRemainder(dividingBy: 1)
    let some = (0..<Self.sparseMarkers).compactMap { number -> Point? in
      let place = Int((Double(number) + phase) / Double(Self.sparseMarkers) * Double(points.count))
      return points.indices.contains(place) ? points[place] : nil
    }
    return some + line.filter { $0.count == 1 }.flatMap { $0 }
  }
}
