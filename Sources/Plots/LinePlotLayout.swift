import Images

/// Where the parts of a plot stand: nothing leaves the picture, and no text meets another.
package struct LinePlotLayout {
  static let titleStyle = TextStyle(size: 15, color: Theme.ink, typeface: .sansBold)
  static let labelStyle = TextStyle(size: 12, color: Theme.ink)
  static let tickStyle = TextStyle(size: 11, color: Theme.faint)
  private static let noteStyle = TextStyle(size: 10, color: Theme.faint)
  private static let edge = 14.0
  private static let panelGap = 16.0
  /// Of one panel alone, and of one among several.
  private static let panelHeights = (alone: 300.0, among: 190.0, least: 90.0)

  /// In points.
  package let width: Double
  /// In points.
  package let height: Double
  /// From the top.
  package let panels: [PlotPanel]
  /// The marks of the horizontal axis.
  package let xTicks: Ticks
  private let legend: Legend
  private let ownTexts: [LayoutText]

  /// Every text in its place.
  package var texts: [LayoutText] { ownTexts + legend.names + panels.flatMap(\.texts) }

  /// - Parameter height: nil: as much as the parts want.
  package init(_ plot: LinePlot, width: Double = 640, height: Double? = nil) {
    let ruler = Canvas(width: 1, height: 1)
    let width = max(240, width)
    let inner = width - 2 * Self.edge
    let contents = plot.panels.map { PlotPanel.Content($0, of: plot) }
    let lineHeight = { (style: TextStyle) in ruler.lineHeight(style).ascent + ruler.lineHeight(style).descent }
    var texts: [LayoutText] = []

    var y = Self.edge
    if !plot.title.isEmpty {
      let lines = ruler.wrapped(plot.title, to: inner, Self.titleStyle, maximumLines: (height ?? .infinity) < 300 ? 1 : 2)
      for line in lines {
        texts.append(LayoutText(line, at: Point(x: width / 2, y: y), Self.titleStyle, anchor: TextAnchor(.center, .top), ruler))
        y += lineHeight(Self.titleStyle)
      }
      y += 6
    }
    let legendRoom = Rectangle(x: Self.edge, y: y, width: inner, height: height.map { max(18, $0 * 0.3) } ?? 450)
    legend = Legend(Self.entries(plot, contents), in: legendRoom, ruler)
    let top = y + legend.height + 8

    let note = Self.note(contents, plot)
    let bottom =
      Self.edge - 4 + 8 + lineHeight(Self.tickStyle) + (plot.xLabel.isEmpty ? 0 : lineHeight(Self.labelStyle) + 4)
      + (note.isEmpty ? 0 : lineHeight(Self.noteStyle) + 2)
    let count = Double(max(1, contents.count))
    let gaps = (count - 1) * Self.panelGap
    let wished = count == 1 ? max(Self.panelHeights.alone, 400 - top - bottom) : count * Self.panelHeights.among
    // What was asked for, unless it leaves the panels nothing.
    let total = max(height ?? top + wished + gaps + bottom, top + gaps + bottom + count * min(Self.panelHeights.least, 180 / count))
    self.width = width
    self.height = total.rounded(.up)
    let panelHeight = (self.height - top - bottom - gaps) / count

    let widest = contents.flatMap { $0.ticks(height: panelHeight).labels }.map { ruler.width(of: $0, Self.tickStyle) }.max() ?? 0
    let hasYLabel = contents.contains { !$0.panel.yLabel.isEmpty }
    let left = Self.edge + (hasYLabel ? lineHeight(Self.labelStyle) + 6 : 0) + widest + 7
    let areaWidth = max(40, width - left - Self.edge - 4)
    let shown = contents.flatMap { $0.curves.flatMap { $0.values.flatMap { $0.map(\.x) } } }
    let xRange = AxisRange(of: shown, margin: 0.03, isLogarithmic: plot.isXLogarithmic).limited(to: plot.xLimits)
    panels = contents.enumerated().map { index, content in
      let area = Rectangle(x: left, y: top + Double(index) * (panelHeight + Self.panelGap), width: areaWidth, height: panelHeight)
      return PlotPanel(content, in: area, xRange: xRange, yLabelAt: Self.edge - 4, ruler)
    }

    let axis = Rectangle(x: left, y: self.height - bottom, width: areaWidth, height: 0)
    let (ticks, labels) = Self.xTicks(xRange, countsX: plot.countsX, along: axis, width: width, ruler)
    xTicks = ticks
    texts += labels
    var lower = self.height - Self.edge + 4
    if !note.isEmpty {
      let text = ruler.shortened(note, to: inner, Self.noteStyle)
      texts.append(
        LayoutText(text, at: Point(x: width - Self.edge, y: lower), Self.noteStyle, anchor: TextAnchor(.trailing, .bottom), ruler))
      lower -= lineHeight(Self.noteStyle) + 2
    }
    if !plot.xLabel.isEmpty {
      let text = ruler.shortened(plot.xLabel, to: areaWidth, Self.labelStyle)
      texts.append(LayoutText(text, at: Point(x: axis.center.x, y: lower), Self.labelStyle, anchor: TextAnchor(.center, .bottom), ruler))
    }
    ownTexts = texts
  }

  func draw(on canvas: Canvas) {
    legend.draw(on: canvas)
    for panel in panels { panel.draw(xTicks: xTicks.values, on: canvas) }
    for text in ownTexts { text.draw(on: canvas) }
  }

  /// As many marks as have room for their labels.
  private static func xTicks(
    _ range: AxisRange, countsX: Bool, along axis: Rectangle, width: Double, _ ruler: Canvas
  ) -> (Ticks, [LayoutText]) {
    var count = max(2, Int(axis.width / (countsX ? 36 : 64)))
    while true {
      let ticks = range.ticks(count: count, wholeNumbers: countsX)
      let labels = zip(ticks.values, ticks.labels).map { value, label in
        let half = ruler.width(of: label, tickStyle) / 2
        let x = min(max(axis.x + range.fraction(value) * axis.width, half + 2), width - half - 2)
        return LayoutText(label, at: Point(x: x, y: axis.y + 8), tickStyle, anchor: TextAnchor(.center, .top), ruler)
      }
      let fits = zip(labels, labels.dropFirst()).allSatisfy { $0.frame.maxX + 8 <= $1.frame.x }
      if fits { return (ticks, labels) }
      if count == 1 { return (Ticks(), []) }
      count -= 1
    }
  }

  private static func entries(_ plot: LinePlot, _ contents: [PlotPanel.Content]) -> [Legend.Entry] {
    var entries: [Legend.Entry] = []
    if let legend = plot.legend {
      entries = legend.map { .curve($0) }
    } else {
      for curve in contents.flatMap(\.curves) {
        let entry = Legend.Entry.curve(LinePlot.LegendEntry(curve.series.name, curve.look))
        if !entries.contains(entry) { entries.append(entry) }
      }
      if entries.count < 2 { entries = [] }
    }
    if contents.contains(where: \.hasPaleValues) { entries.append(.values("single values (strong: moving mean)")) }
    return entries
  }

  /// What the curves do not show.
  private static func note(_ contents: [PlotPanel.Content], _ plot: LinePlot) -> String {
    var notes: [String] = []
    for content in contents {
      let reason = content.panel.isLogarithmic || plot.isXLogarithmic ? "not finite and positive" : "not finite"
      notes += content.excesses(within: plot.xLimits)
      for curve in content.curves where curve.missing > 0 {
        notes.append("\(curve.series.name): \(curve.missing) \(curve.missing == 1 ? "value" : "values") \(reason)")
      }
      if !content.hasPaleValues, content.curves.contains(where: { $0.means != nil }) {
        notes.append("curves of many values: their moving mean")
      }
    }
    return Array(notes.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }).joined(separator: "; ")
  }
}
