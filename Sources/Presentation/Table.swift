/// Rows of cells under the titles of their columns.
package struct Table: Sendable, Hashable {
  package enum Alignment: Sendable, Hashable {
    case left
    case right
    /// Numbers: one decimal point below the other.
    case point
  }

  package struct Column: Sendable, Hashable {
    /// Empty where the cells speak for themselves.
    package let title: String
    package let alignment: Alignment

    package init(_ title: String = "", _ alignment: Alignment = .left) {
      self.title = title
      self.alignment = alignment
    }
  }

  /// A cell holds one line; a terminal too narrow for it gets several.
  package struct Cell: Sendable, Hashable, ExpressibleByStringLiteral {
    package let text: String
    package let role: Fragment.Role

    package init(_ text: String, _ role: Fragment.Role = .text) {
      self.text = text
      self.role = role
    }

    package init(stringLiteral text: String) { self.init(text) }

    /// A measured value in four significant digits; empty without one.
    package static func figure(_ value: Double?, _ role: Fragment.Role = .text) -> Cell { Cell(value.map(figureText) ?? "", role) }

    package static func count(_ value: Int, _ role: Fragment.Role = .text) -> Cell { Cell("\(value)", role) }
  }

  package let columns: [Column]
  package private(set) var rows: [[Cell]] = []

  package init(_ columns: [Column], _ rows: [[Cell]] = []) {
    self.columns = columns
    for row in rows { append(row) }
  }

  /// - Precondition: `row` has a cell for each column.
  package mutating func append(_ row: [Cell]) {
    precondition(row.count == columns.count, "a row of \(row.count) cells in a table of \(columns.count) columns")
    rows.append(row)
  }

  var hasTitles: Bool { columns.contains { !$0.title.isEmpty } }

  /// Names with their values, without titles.
  package static func values(_ pairs: [(name: String, value: Cell)]) -> Table {
    Table([Column(), Column()], pairs.map { [Cell($0.name, .heading), $0.value] })
  }

  /// Whole, or of more rows than a screen bears the first and the last.
  package var endsShown: Display {
    let (limit, ends) = (30, 10)
    guard rows.count > limit else { return Display(self) }
    var table = Table(columns, Array(rows.prefix(ends)))
    table.append(columns.map { _ in Cell("...", .faint) })
    for row in rows.suffix(ends) { table.append(row) }
    return Display([.table(table), .text("\(rows.count) rows, the first and the last \(ends) of them shown")])
  }
}
