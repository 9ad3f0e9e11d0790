extension Display {
  /// For notebooks and pages: tables as tables, texts as they are laid out.
  package var html: String {
    blocks.map { block in
      switch block {
      case .text(let text): "<pre>\(Self.escaped(text))</pre>"
      case .table(let table): Self.html(table)
      }
    }.joined(separator: "\n")
  }

  private static func html(_ table: Table) -> String {
    func row(_ cells: [(text: String, role: Fragment.Role)], _ element: String) -> String {
      let cells = zip(table.columns, cells).map { column, cell in
        let align = column.alignment == .left ? "left" : "right"
        return "<\(element) style=\"text-align: \(align)\">\(marked(escaped(cell.text), cell.role))</\(element)>"
      }
      return "<tr>\(cells.joined())</tr>"
    }
    var lines = ["<table>"]
    if table.hasTitles { lines.append("<thead>\(row(table.columns.map { ($0.title, .text) }, "th"))</thead>") }
    lines += ["<tbody>"] + table.rows.map { row($0.map { ($0.text, $0.role) }, "td") } + ["</tbody>", "</table>"]
    return lines.joined(separator: "\n")
  }

  private static func marked(_ text: String, _ role: Fragment.Role) -> String {
    switch role {
    case .text: text
    case .heading, .best: "<b>\(text)</b>"
    case .faint: "<span style=\"opacity: 0.6\">\(text)</span>"
    }
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
  }
}
