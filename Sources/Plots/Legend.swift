import Images

/// The names of the curves, each after a piece of its line, in rows above the plot where no curve is hidden.
struct Legend {
  /// A name with its sample: a curve's, or that of pale single values.
  enum Entry: Hashable {
    case curve(LinePlot.LegendEntry)
    case values(String)
    case more(Int)

    var name: String {
      switch self {
      case .curve(let entry): entry.name
      case .values(let text): text
      case .more(let count): "and \(count) more"
      }
    }
  }

  private static let style = TextStyle(size: 11, color: Theme.ink)
  private static let sample = 30.0
  private static let gap = 18.0
  private static let rowHeight = 18.0

  /// Each name in the place where it is written.
  let names: [LayoutText]
  private let samples: [(entry: Entry, left: Point)]
  let height: Double

  /// - Parameters:
  ///   - area: where the rows stand; of its height they take what they need.
  ///   - ruler: measures text.
  init(_ entries: [Entry], in area: Rectangle, _ ruler: Canvas) {
    var rows = Self.rows(entries, width: area.width, ruler)
    let limit = max(1, Int(area.height / Self.rowHeight))
    if rows.count > limit {
      let shown = rows.prefix(limit).reduce(0) { $0 + $1.count } - 1
      rows = Self.rows(Array(entries.prefix(shown)) + [.more(entries.count - shown)], width: area.width, ruler)
      rows.removeLast(max(0, rows.count - limit))
    }
    var names: [LayoutText] = []
    var samples: [(entry: Entry, left: Point)] = []
    // The widest row is centred, the others begin where it begins.
    let widest = rows.map { $0.reduce(-Self.gap) { $0 + Self.gap + $1.width } }.max() ?? 0
    for (number, row) in rows.enumerated() {
      let y = area.y + (Double(number) + 0.5) * Self.rowHeight
      var x = area.x + (area.width - widest) / 2
      for (entry, name, width) in row {
        let place = Point(x: x + Self.sample + 6, y: y)
        names.append(LayoutText(name, at: place, Self.style, anchor: TextAnchor(.leading, .middle), ruler))
        samples.append((entry, Point(x: x, y: y)))
        x += width + Self.gap
      }
    }
    self.names = names
    self.samples = samples
    height = Double(rows.count) * Self.rowHeight
  }

  private typealias Row = [(entry: Entry, name: String, width: Double)]

  /// All in one row where they fit, otherwise in columns of equal width, unless that takes more rows than one after the other.
  private static func rows(_ entries: [Entry], width: Double, _ ruler: Canvas) -> [Row] {
    let sized: Row = entries.map { entry in
      let name = ruler.shortened(entry.name, to: width - sample - 6, style)
      return (entry, name, sample + 6 + ruler.width(of: name, style))
    }
    if sized.reduce(-gap, { $0 + gap + $1.width }) <= width { return sized.isEmpty ? [] : [sized] }
    let widest = sized.map(\.width).max() ?? width
    let columns = max(1, Int((width + gap) / (widest + gap)))
    let equal = sized.map { (entry: $0.entry, name: $0.name, width: widest) }
    let grid = stride(from: 0, to: equal.count, by: columns).map { Array(equal[$0..<min($0 + columns, equal.count)]) }
    let flow = sized.reduce(into: [Row]()) { rows, entry in
      let used = rows.last?.reduce(0) { $0 + gap + $1.width } ?? .infinity
      if used + entry.width > width { rows.append([]) }
      rows[rows.count - 1].append(entry)
    }
    return flow.count < grid.count ? flow : grid
  }

  func draw(on canvas: Canvas) {
    for name in names { name.draw(on: canvas) }
    for (entry, left) in samples {
      let right = Point(x: left.x + Self.sample, y: left.y)
      switch entry {
      case .curve(let curve):
        canvas.stroke(.line(from: left, to: right), curve.look.stroke)
        curve.look.drawMarker(at: Point(x: left.x + Self.sample / 2, y: left.y), on: canvas)
      case .values: canvas.stroke(.line(from: left, to: right), Stroke(Theme.faint.opacity(0.45), width: 1))
      case .more: break
      }
    }
  }
}
