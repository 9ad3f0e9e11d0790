import Foundation
import Images

/// A panel of a plot in its place: the frame, the marks of its vertical axis, and the curves.
package struct PlotPanel {
  /// Of so many noisy curves the single values are shown; more would be a thicket.
  private static let valuesLimit = 3

  /// Where the curves are.
  package let area: Rectangle
  package let yTicks: Ticks
  /// The labels of the vertical axis, and what it measures.
  package private(set) var texts: [LayoutText] = []
  private let curves: [Curve]
  private let xRange: AxisRange
  private let yRange: AxisRange

  /// What is drawn of a panel, before it is known where.
  struct Content {
    let panel: LinePlot.Panel
    let curves: [Curve]
    let yRange: AxisRange

    init(_ panel: LinePlot.Panel, of plot: LinePlot) {
      self.panel = panel
      let curves = panel.series.enumerated().map { Curve($1, look: $1.look ?? LinePlot.Look($0), in: panel, of: plot) }
      self.curves = curves
      let showsValues = Self.showsValues(curves)
      let heights = curves.map { $0.shown(within: plot.xLimits, withValues: showsValues).map(\.y) }
      let shown = panel.isLogarithmic ? heights.flatMap { $0 } : AxisRange.robust(heights)
      yRange = AxisRange(of: shown, margin: 0.06, startsAtZero: true, isLogarithmic: panel.isLogarithmic).limited(to: panel.limits)
    }

    /// Whether the single values are drawn beneath their means.
    static func showsValues(_ curves: [Curve]) -> Bool { curves.count { $0.means != nil } <= PlotPanel.valuesLimit }

    var hasPaleValues: Bool { Self.showsValues(curves) && curves.contains { $0.means != nil } }

    /// How far the curves go that leave the panel, where nobody set its limits: `▲ run 3 to 5.1e9`.
    func excesses(within xLimits: LinePlot.Limits) -> [String] {
      let range = yRange.bounds
      let slack = (range.upperBound - range.lowerBound) * 0.003
      let all = curves.flatMap { curve -> [String] in
        let heights = curve.shown(within: xLimits, withValues: false).map(\.y)
        guard let low = heights.min(), let high = heights.max() else { return [] }
        func text(_ sign: String, _ value: Double) -> String {
          "\(sign) \(curve.series.name) to \(String(format: "%.3g", value).replacing("e+0", with: "e").replacing("e+", with: "e"))"
        }
        return (panel.limits.upper == nil && high > range.upperBound + slack ? [text("▲", high)] : [])
          + (panel.limits.lower == nil && low < range.lowerBound - slack ? [text("▼", low)] : [])
      }
      return all.count <= 2 ? all : [all[0], "\(all.count - 1) more curves leave the plot"]
    }

    func ticks(height: Double) -> Ticks { yRange.ticks(count: max(2, Int(height / 26))) }
  }

  init(_ content: Content, in area: Rectangle, xRange: AxisRange, yLabelAt x: Double, _ ruler: Canvas) {
    self.area = area
    self.xRange = xRange
    curves = content.curves
    yRange = content.yRange
    let all = content.ticks(height: area.height)
    var ticks = Ticks()
    for (value, label) in zip(all.values, all.labels) {
      let y = area.maxY - yRange.fraction(value) * area.height
      let text = LayoutText(
        label, at: Point(x: area.x - 7, y: y), LinePlotLayout.tickStyle, anchor: TextAnchor(.trailing, .middle), ruler)
      if let last = texts.last, last.frame.y < text.frame.maxY { continue }
      texts.append(text)
      ticks.values.append(value)
      ticks.labels.append(label)
    }
    yTicks = ticks
    let label = ruler.shortened(content.panel.yLabel, to: area.height, LinePlotLayout.labelStyle)
    let place = Point(x: x, y: area.center.y)
    if !content.panel.yLabel.isEmpty {
      texts.append(LayoutText(label, at: place, LinePlotLayout.labelStyle, anchor: TextAnchor(.center, .top), isVertical: true, ruler))
    }
    if curves.allSatisfy({ $0.values.isEmpty }) {
      let style = TextStyle(size: 14, color: Theme.faint)
      texts.append(LayoutText("no data", at: area.center, style, anchor: TextAnchor(.center, .middle), ruler))
    }
  }

  /// Draws the panel over the vertical lines at `xTicks`.
  func draw(xTicks: [Double], on canvas: Canvas) {
    let grid = Stroke(Theme.grid, width: 0.75)
    for value in xTicks {
      let x = place(Point(x: value, y: 1)).x
      canvas.stroke(.line(from: Point(x: x, y: area.y), to: Point(x: x, y: area.maxY)), grid)
      canvas.stroke(.line(from: Point(x: x, y: area.maxY), to: Point(x: x, y: area.maxY + 4)), Stroke(Theme.axis))
    }
    for value in yTicks.values {
      let y = place(Point(x: 0, y: value)).y
      canvas.stroke(.line(from: Point(x: area.x, y: y), to: Point(x: area.maxX, y: y)), grid)
      canvas.stroke(.line(from: Point(x: area.x - 4, y: y), to: Point(x: area.x, y: y)), Stroke(Theme.axis))
    }
    let corner = Point(x: area.x, y: area.maxY)
    canvas.stroke(.polyline([Point(x: area.x, y: area.y), corner, Point(x: area.maxX, y: area.maxY)]), Stroke(Theme.axis))
    for text in texts { text.draw(on: canvas) }
    // A marker at the very edge is whole, a curve that leaves ends there.
    canvas.clipped(to: .rectangle(area.inset(by: -0.5))) { drawLines(on: canvas) }
    canvas.clipped(to: .rectangle(area.inset(by: -5))) { drawMarkers(on: canvas) }
    for departure in departures { departure.draw(on: canvas) }
  }

  private func drawLines(on canvas: Canvas) {
    let columns = Int(area.width * canvas.scale)
    func draw(_ stretches: [[Point]], _ stroke: Stroke) {
      for stretch in stretches { canvas.stroke(.polyline(stretch.map(place).thinned(columns: columns)), stroke) }
    }
    if Content.showsValues(curves) {
      for curve in curves where curve.means != nil { draw(curve.values, Stroke(curve.look.stroke.color.opacity(0.3), width: 1)) }
    }
    for curve in curves { draw(curve.line, curve.look.stroke) }
  }

  private func drawMarkers(on canvas: Canvas) {
    for (index, curve) in curves.enumerated() {
      for point in curve.markers(index, among: curves.count).map(place) where area.inset(by: -0.5).contains(point) {
        curve.look.drawMarker(at: point, on: canvas)
      }
    }
  }

  /// Where curves leave the panel above and below.
  package var departures: [Departure] {
    curves.flatMap { curve in Departure.all(of: curve.line.map { $0.map(place) }, look: curve.look, from: area) }
  }

  /// Where a point stands on the canvas, near it where it stands far outside.
  private func place(_ point: Point) -> Point {
    Point(x: area.x + xRange.fraction(point.x) * area.width, y: area.maxY - yRange.fraction(point.y) * area.height)
  }
}
