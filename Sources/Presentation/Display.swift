/// What a person is shown of a result: texts and tables in their order. Whoever shows it lays it out: a terminal in its columns, a notebook
/// as HTML, a file as plain text.
package struct Display: Sendable, Hashable {
  package enum Block: Sendable, Hashable {
    /// Lines that stand as they are where there is room.
    case text(String)
    case table(Table)
  }

  package private(set) var blocks: [Block]

  /// Blocks one below the other; empty texts are none.
  package init(_ blocks: [Block]) { self.blocks = blocks.filter { $0 != .text("") } }

  package init(_ text: String) { self.init([.text(text)]) }

  package init(_ table: Table) { self.init([.table(table)]) }

  /// Nothing to be shown.
  package static let none = Display([])

  package var isEmpty: Bool { blocks.isEmpty }

  package var hasTable: Bool { blocks.contains { if case .table = $0 { true } else { false } } }

  /// Adds lines below what is there.
  package mutating func append(_ text: String) { append(Display(text)) }

  package mutating func append(_ other: Display) { blocks += other.blocks }

  /// With tables as wide as they are, and no colours: for files and for other programs.
  package var text: String {
    lines(columns: nil).map { $0.map(\.text).joined() }.joined(separator: "\n")
  }

  /// - Parameter columns: what lines are to fit in, broken between words; nil: as long as they are.
  package func lines(columns: Int?) -> [[Fragment]] {
    var lines: [[Fragment]] = []
    var isBelowTable = false
    for block in blocks {
      switch block {
      case .text(let text):
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
          lines += (columns.map { Wrapping.lines(of: String(line), columns: $0) } ?? [String(line)]).map { [Fragment($0)] }
        }
        isBelowTable = false
      case .table(let table):
        // One below the other they would read as one.
        if isBelowTable { lines.append([]) }
        lines += TableLayout(table, columns: columns).lines
        isBelowTable = true
      }
    }
    return lines
  }
}
