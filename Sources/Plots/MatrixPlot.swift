import Images

/// A table of counts as a picture: each cell shaded by its share of its row, its count written in it while there is room.
public struct MatrixPlot: Sendable, Hashable {
  /// Above the table.
  public var title: String
  /// What the rows are, beside them.
  public var rowTitle: String
  /// What the columns are, above them.
  public var columnTitle: String
  /// From the top.
  public var rows: [String]
  /// From the left.
  public var columns: [String]
  /// Row by row, a count for each column.
  public var counts: [[Int]]

  /// A table with a count for each row and column.
  public init(title: String, rowTitle: String, columnTitle: String, rows: [String], columns: [String], counts: [[Int]]) {
    precondition(rows.count == counts.count && counts.allSatisfy { $0.count == columns.count }, "a count for each row and column")
    (self.title, self.rowTitle, self.columnTitle) = (title, rowTitle, columnTitle)
    (self.rows, self.columns, self.counts) = (rows, columns, counts)
  }

  private static let edge = 16.0
  private static let titleStyle = TextStyle(size: 15, color: Theme.ink, typeface: .sansBold)
  private static let axisStyle = TextStyle(size: 11, color: Theme.faint, typeface: .sansBold)
  /// In points, of the names.
  private static let longestName = 170.0
  /// Smaller cells have no room for a count.
  private static let writtenSide = 17.0

  /// The side of a cell: what is wished of few, less of many.
  private var side: Double { min(52, max(9, 620 / Double(max(rows.count, columns.count, 1)))) }

  /// The picture, two pixels a point; of very many cells one.
  public func image() -> Image {
    let (ruler, side) = (Canvas(width: 1, height: 1), side)
    let names = TextStyle(size: min(11, max(7, side * 0.75)), color: Theme.ink)
    func shortened(_ texts: [String]) -> [(text: String, width: Double)] {
      texts.map { text in
        let short = ruler.shortened(text, to: Self.longestName, names)
        return (short, ruler.width(of: short, names))
      }
    }
    let (rowNames, columnNames) = (shortened(rows), shortened(columns))
    let rowsWidth = rowNames.map(\.width).max() ?? 0
    // Names that have no room side by side stand on end.
    let isUpright = columnNames.contains { $0.width > side - 6 }
    let columnsHeight = isUpright ? (columnNames.map(\.width).max() ?? 0) + 6 : 18
    let table = Rectangle(
      x: Self.edge + 20 + rowsWidth + 8, y: Self.edge + 30 + 18 + columnsHeight, width: side * Double(columns.count),
      height: side * Double(rows.count))
    let width = max(table.maxX + Self.edge, ruler.width(of: title, Self.titleStyle) + 2 * Self.edge)
    let height = table.maxY + Self.edge
    let scale = max(width, height) * SampleSheet.scale <= Double(Canvas.sideLimit) ? SampleSheet.scale : 1
    let canvas = Canvas(width: width, height: height, scale: scale)
    canvas.draw(title, at: Point(x: Self.edge, y: Self.edge), Self.titleStyle, anchor: TextAnchor(.leading, .top))
    canvas.draw(columnTitle, at: Point(x: table.center.x, y: Self.edge + 30), Self.axisStyle, anchor: TextAnchor(.center, .top))
    let beside = Point(x: Self.edge, y: table.center.y)
    canvas.rotated(by: -.pi / 2, around: beside) {
      canvas.draw(rowTitle, at: beside, Self.axisStyle, anchor: TextAnchor(.center, .top))
    }
    for (index, name) in rowNames.enumerated() {
      let place = Point(x: table.x - 8, y: table.y + (Double(index) + 0.5) * side)
      canvas.draw(name.text, at: place, names, anchor: TextAnchor(.trailing, .middle))
    }
    for (index, name) in columnNames.enumerated() {
      let place = Point(x: table.x + (Double(index) + 0.5) * side, y: table.y - 6)
      if isUpright {
        canvas.rotated(by: -.pi / 2, around: place) { canvas.draw(name.text, at: place, names, anchor: TextAnchor(.leading, .middle)) }
      } else {
        canvas.draw(name.text, at: place, names, anchor: TextAnchor(.center, .bottom))
      }
    }
    for (row, values) in counts.enumerated() {
      let sum = max(1, values.reduce(0, +))
      for (column, count) in values.enumerated() {
        let cell = Rectangle(x: table.x + Double(column) * side, y: table.y + Double(row) * side, width: side, height: side)
        draw(count, share: Double(count) / Double(sum), isRight: rows[row] == columns[column], in: cell, on: canvas)
      }
    }
    canvas.stroke(.rectangle(table), Stroke(Theme.axis))
    return canvas.image()
  }

  /// What is right in one colour and what is wrong in another, the stronger the larger its share.
  private func draw(_ count: Int, share: Double, isRight: Bool, in cell: Rectangle, on canvas: Canvas) {
    if count > 0 { canvas.fill(.rectangle(cell), (isRight ? Theme.right : Theme.wrong).opacity(0.12 + 0.78 * share)) }
    canvas.stroke(.rectangle(cell), Stroke(Theme.grid, width: 0.5))
    guard count > 0, cell.width >= Self.writtenSide else { return }
    let color = share > 0.45 ? Color.white : Theme.ink
    var style = TextStyle(size: min(12, cell.width * 0.42), color: color, typeface: .sansBold)
    let width = canvas.width(of: "\(count)", style)
    if width > cell.width - 3 { style.size *= (cell.width - 3) / width }
    canvas.draw("\(count)", at: cell.center, style, anchor: TextAnchor(.center, .middle))
  }
}
