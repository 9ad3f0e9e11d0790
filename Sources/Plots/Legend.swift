import Images

/// The names of the curves, each after a piece of its line, in rows above the plot where no curve is hidden.
struct Legend {
  private static let style = TextStyle(size: 11, color: Theme.ink)
  private static let sample = 26.0
  private static let gap = 18.0
  private static let rowHeight = 18.0

  private let canvas: Canvas
  private let rows: [[(index: Int, name: String, width: Double)]]

  /// - Parameter width: what a row has.
  init(_ names: [String], width: Double, _ canvas: Canvas) {
    self.canvas = canvas
    var rows: [[(index: Int, name: String, width: Double)]] = []
    var used = Double.infinity
    for (index, name) in names.enumerated() where names.count > 1 {
      let name = canvas.shortened(name, to: width / 2 - Self.sample, Self.style)
      let entry = (index: index, name: name, width: Self.sample + 6 + canvas.width(of: name, Self.style))
      if used + Self.gap + entry.width > width {
        rows.append([])
        used = -Self.gap
      }
      rows[rows.count - 1].append(entry)
      used += Self.gap + entry.width
    }
    self.rows = rows
  }

  var height: Double { rows.isEmpty ? 4 : Double(rows.count) * Self.rowHeight + 8 }

  /// Draws the rows, centred, the last one ending at `bottom`.
  func draw(bottom: Double) {
    for (number, row) in rows.enumerated() {
      let y = bottom - (Double(rows.count - number) - 0.5) * Self.rowHeight
      var x = (canvas.width - row.reduce(-Self.gap) { $0 + Self.gap + $1.width }) / 2
      for entry in row {
        let style = SeriesStyle(entry.index)
        canvas.stroke(.line(from: Point(x: x, y: y), to: Point(x: x + Self.sample, y: y)), style.stroke)
        style.drawMarker(at: Point(x: x + Self.sample / 2, y: y), on: canvas)
        canvas.draw(entry.name, at: Point(x: x + Self.sample + 6, y: y), Self.style, anchor: TextAnchor(.leading, .middle))
        x += entry.width + Self.gap
      }
    }
  }
}
