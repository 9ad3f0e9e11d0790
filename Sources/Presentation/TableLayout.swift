import Essentials

/// Where the cells of a table stand: columns two blanks apart, as wide as their widest cell where that fits; where not, the widest cells of
/// text are broken between words; and where even that does not do, each row is told cell by cell.
struct TableLayout {
  private static let gap = 2

  private let table: Table
  private let columns: Int?
  /// Digits behind the point that each column makes room for, the point included.
  private let tails: [Int]

  init(_ table: Table, columns: Int?) {
    (self.table, self.columns) = (table, columns)
    tails = table.columns.indices.map { column in
      guard table.columns[column].alignment == .point else { return 0 }
      return table.rows.map { Self.tail(of: $0[column].text).count }.max() ?? 0
    }
  }

  var lines: [[Fragment]] {
    guard let widths else { return stacked }
    var lines: [[Fragment]] = []
    if table.hasTitles {
      lines += self.lines(table.columns.map { [$0.title] }, widths, table.columns.map { _ in .heading })
    }
    for row in table.rows {
      let cells = row.indices.map { column in
        let text = padded(row[column].text, column)
        return text.terminalWidth > widths[column] ? Wrapping.lines(of: text, columns: widths[column]) : [text]
      }
      lines += self.lines(cells, widths, row.map(\.role))
    }
    return lines
  }

  /// The widths of all columns; nil when they do not fit.
  private var widths: [Int]? {
    let natural = table.columns.indices.map { column in
      max(
        table.columns[column].title.terminalWidth, table.rows.map { padded($0[column].text, column).terminalWidth }.max() ?? 0)
    }
    guard let columns else { return natural }
    var excess = natural.reduce(0, +) + Self.gap * (natural.count - 1) - columns
    guard excess > 0 else { return natural }
    let least = table.columns.indices.map { column in
      let words = table.rows.flatMap { $0[column].text.split(separator: " ") }.map(\.terminalWidth).max() ?? 0
      return table.columns[column].alignment == .left
        ? max(min(Self.readable, natural[column]), table.columns[column].title.terminalWidth, words) : natural[column]
    }
    var widths = natural
    // The widest give way first, to each other's width.
    while excess > 0, let widest = widths.indices.filter({ widths[$0] > least[$0] }).max(by: { widths[$0] < widths[$1] }) {
      let next = widths.indices.filter { widths[$0] > least[$0] && widths[$0] < widths[widest] }.map { widths[$0] }.max() ?? 0
      let step = min(excess, max(1, widths[widest] - max(next, least[widest])))
      widths[widest] -= step
      excess -= step
    }
    return excess > 0 ? nil : widths
  }

  /// A column of text narrower than this is hard to read.
  private static let readable = 12

  /// One line or several for cells of one line or several.
  private func lines(_ cells: [[String]], _ widths: [Int], _ roles: [Fragment.Role]) -> [[Fragment]] {
    (0..<(cells.map(\.count).max() ?? 0)).map { line in
      var fragments: [Fragment] = []
      var blanks = 0
      for column in cells.indices {
        let text = line < cells[column].count ? cells[column][line] : ""
        let room = max(0, widths[column] - text.terminalWidth)
        let before = table.columns[column].alignment == .left ? 0 : room
        let gap = blanks + before
        if !text.isEmpty {
          if gap > 0 { fragments.append(Fragment(String(repeating: " ", count: gap))) }
          fragments.append(Fragment(text, roles[column]))
          blanks = 0
        } else {
          blanks += before
        }
        blanks += room - before + Self.gap
      }
      return fragments.trimmed
    }
  }

  /// `title: cell`, a row below the other with a blank line between.
  private var stacked: [[Fragment]] {
    let names = table.columns.map(\.title)
    let width = names.map(\.terminalWidth).max() ?? 0
    return Array(
      table.rows.map { row -> [[Fragment]] in
        row.indices.filter { !row[$0].text.isEmpty }.flatMap { column -> [[Fragment]] in
          let room = columns.map { max(1, $0 - (width == 0 ? 0 : width + Self.gap)) }
          let parts = room.map { Wrapping.lines(of: row[column].text, columns: $0) } ?? [row[column].text]
          return parts.enumerated().map { index, part in
            let name = index == 0 ? names[column] : ""
            let blanks = width == 0 ? 0 : width + Self.gap - name.terminalWidth
            return [Fragment(name, .heading), Fragment(String(repeating: " ", count: blanks)), Fragment(part, row[column].role)]
              .filter { !$0.text.isEmpty }
          }
        }
      }.joined(separator: [[]]))
  }

  /// With blanks in place of the digits behind the point that others of its column have.
  private func padded(_ text: String, _ column: Int) -> String {
    guard tails[column] > 0, !text.isEmpty else { return text }
    return text + String(repeating: " ", count: tails[column] - Self.tail(of: text).count)
  }

  /// From the point on; of anything but a number nothing.
  private static func tail(of number: String) -> Substring {
    guard Double(number) != nil else { return "" }
    return number.firstIndex(where: { ".e".contains($0) }).map { number[$0...] } ?? ""
  }
}

extension [Fragment] {
  /// Without blanks at the end.
  fileprivate var trimmed: [Fragment] {
    var fragments = self
    while let last = fragments.last {
      let text = String(last.text.reversed().drop { $0 == " " }.reversed())
      fragments.removeLast()
      if !text.isEmpty { return fragments + [Fragment(text, last.role)] }
    }
    return fragments
  }
}
