import Images

/// A plot on its way to a canvas: where its parts stand, and how they are drawn.
struct LinePlotDrawing {
  private static let titleStyle = TextStyle(size: 15, color: Theme.ink, typeface: .sansBold)
  private static let labelStyle = TextStyle(size: 12, color: Theme.ink)
  private static let tickStyle = TextStyle(size: 11, color: Theme.faint)
  private static let edge = 14.0
  /// More points than this are drawn without markers.
  private static let markedPoints = 40
  /// A dense curve is drawn pale beneath its means over this many equal stretches.
  private static let averages = 120

  private let plot: LinePlot
  private let canvas: Canvas
  private let xRange: AxisRange
  private let yRange: AxisRange
  private let yTicks: Ticks
  private let legend: Legend
  /// Where the curves are.
  private let area: Rectangle

  init(_ plot: LinePlot, _ canvas: Canvas) {
    self.plot = plot
    self.canvas = canvas
    let shown = plot.series.flatMap { $0.points.filter(plot.shows) }
    xRange = AxisRange(of: shown.map(\.x), margin: 0.03)
    yRange = AxisRange(of: shown.map(\.y), margin: 0.06, startsAtZero: true, isLogarithmic: plot.isLogarithmic)
    yTicks = yRange.ticks(count: max(2, Int(canvas.height / 60)))
    legend = Legend(plot.series.map(\.name), width: canvas.width - 2 * Self.edge, canvas)

    let line = { (style: TextStyle) in canvas.lineHeight(style).ascent + canvas.lineHeight(style).descent }
    let top = Self.edge + (plot.title.isEmpty ? 0 : line(Self.titleStyle) + 6) + legend.height
    let widest = yTicks.labels.map { canvas.width(of: $0, Self.tickStyle) }.max() ?? 0
    let left = Self.edge + (plot.yLabel.isEmpty ? 0 : line(Self.labelStyle) + 6) + widest + 7
    let hasNote = !Self.note(plot).isEmpty
    let bottom = Self.edge + line(Self.tickStyle) + 6 + (plot.xLabel.isEmpty ? 0 : line(Self.labelStyle) + 2) + (hasNote ? 16 : 0)
    area = Rectangle(x: left, y: top, width: canvas.width - left - Self.edge - 4, height: canvas.height - top - bottom)
  }

  func draw() {
    if !plot.title.isEmpty {
      let title = canvas.shortened(plot.title, to: canvas.width - 2 * Self.edge, Self.titleStyle)
      canvas.draw(title, at: Point(x: canvas.width / 2, y: Self.edge), Self.titleStyle, anchor: TextAnchor(.center, .top))
    }
    legend.draw(bottom: area.y - 6)
    drawXTicks()
    drawYTicks()
    drawLabels()
    canvas.clipped(to: .rectangle(area.inset(by: -5))) {
      for index in plot.series.indices { drawCurve(index) }
      for index in plot.series.indices { drawMarkers(index) }
    }
    if !plot.series.contains(where: { $0.points.contains(where: plot.shows) }) {
      canvas.draw("no data", at: area.center, TextStyle(size: 14, color: Theme.faint), anchor: TextAnchor(.center, .middle))
    }
  }

  private func place(_ point: Point) -> Point {
    Point(x: area.x + xRange.fraction(point.x) * area.width, y: area.maxY - yRange.fraction(point.y) * area.height)
  }

  private func drawXTicks() {
    let ticks = xRange.ticks(count: max(2, Int(area.width / (plot.countsX ? 36 : 70))), wholeNumbers: plot.countsX)
    for (value, label) in zip(ticks.values, ticks.labels) {
      let x = area.x + xRange.fraction(value) * area.width
      canvas.stroke(.line(from: Point(x: x, y: area.y), to: Point(x: x, y: area.maxY)), Stroke(Theme.grid, width: 0.75))
      canvas.stroke(.line(from: Point(x: x, y: area.maxY), to: Point(x: x, y: area.maxY + 4)), Stroke(Theme.axis))
      canvas.draw(label, at: Point(x: x, y: area.maxY + 6), Self.tickStyle, anchor: TextAnchor(.center, .top))
    }
  }

  private func drawYTicks() {
    for (value, label) in zip(yTicks.values, yTicks.labels) {
      let y = area.maxY - yRange.fraction(value) * area.height
      canvas.stroke(.line(from: Point(x: area.x, y: y), to: Point(x: area.maxX, y: y)), Stroke(Theme.grid, width: 0.75))
      canvas.stroke(.line(from: Point(x: area.x - 4, y: y), to: Point(x: area.x, y: y)), Stroke(Theme.axis))
      canvas.draw(label, at: Point(x: area.x - 7, y: y), Self.tickStyle, anchor: TextAnchor(.trailing, .middle))
    }
    let corner = Point(x: area.x, y: area.maxY)
    canvas.stroke(.polyline([Point(x: area.x, y: area.y), corner, Point(x: area.maxX, y: area.maxY)]), Stroke(Theme.axis))
  }

  private func drawLabels() {
    let note = Self.note(plot)
    let bottom = canvas.height - Self.edge + 4
    if !note.isEmpty {
      let style = TextStyle(size: 10, color: Theme.faint)
      let text = canvas.shortened(note, to: canvas.width - 2 * Self.edge, style)
      canvas.draw(text, at: Point(x: canvas.width - Self.edge, y: bottom), style, anchor: TextAnchor(.trailing, .bottom))
    }
    let xPlace = Point(x: area.center.x, y: bottom - (note.isEmpty ? 0 : 16))
    canvas.draw(plot.xLabel, at: xPlace, Self.labelStyle, anchor: TextAnchor(.center, .bottom))
    let yPlace = Point(x: Self.edge - 2, y: area.center.y)
    canvas.rotated(by: -.pi / 2, around: yPlace) {
      canvas.draw(plot.yLabel, at: yPlace, Self.labelStyle, anchor: TextAnchor(.center, .top))
    }
  }

  private func drawCurve(_ index: Int) {
    let points = plot.series[index].points
    let stroke = SeriesStyle(index).stroke
    let columns = Int(area.width * canvas.scale)
    let runs = points.split { !plot.shows($0) }.map { $0.map(place) }
    if Self.isDense(points) {
      for run in runs { canvas.stroke(.polyline(run.thinned(columns: columns)), Stroke(stroke.color.opacity(0.3), width: 1)) }
      for run in runs { canvas.stroke(.polyline(run.averaged(columns: Self.averages)), stroke) }
    } else {
      for run in runs { canvas.stroke(.polyline(run), stroke) }
    }
  }

  private func drawMarkers(_ index: Int) {
    let points = plot.series[index].points
    let shown = points.filter(plot.shows)
    for (i, point) in points.enumerated() where plot.shows(point) {
      // A point without neighbours is on no line: without a marker it would not be seen.
      let isAlone = (i == 0 || !plot.shows(points[i - 1])) && (i + 1 == points.count || !plot.shows(points[i + 1]))
      if isAlone || shown.count <= Self.markedPoints { SeriesStyle(index).drawMarker(at: place(point), on: canvas) }
    }
  }

  /// Whether a curve has so many points that only their mean shows where it goes.
  private static func isDense(_ points: [Point]) -> Bool { points.count > 4 * averages }

  /// What the curves do not show, and how the dense ones are drawn.
  private static func note(_ plot: LinePlot) -> String {
    var notes = plot.series.compactMap { series -> String? in
      let missing = series.points.count { !plot.shows($0) }
      if missing == 0 { return nil }
      let reason = plot.isLogarithmic ? "not finite and positive" : "not finite"
      return "\(series.name): \(missing) \(missing == 1 ? "value" : "values") \(reason)"
    }
    if plot.series.contains(where: { isDense($0.points) }) { notes.append("pale: every value; line: mean of neighbours") }
    return notes.joined(separator: "; ")
  }
}
