import Essentials
import Presentation

/// Epochs that are over as rows under a header, one by one as they come: columns are as wide as what may still come.
package struct EpochTable: Sendable {
  /// Those under the header that was shown last.
  private var titles: [String] = []
  private var linesBelowHeader = 0

  /// Nothing was shown yet.
  package init() {}

  /// The lines of the next epoch: a header first where there is none in sight or another is needed, the facts below.
  ///
  /// - Parameters:
  ///   - columns: what lines are to fit in; the least important columns are left out.
  ///   - rows: of the screen, from which what is older scrolls away.
  package mutating func lines(of row: EpochRow, columns: Int, rows: Int) -> [[Fragment]] {
    let cells = Self.fitting(Self.cells(of: row), columns)
    let shown = cells.map(\.title)
    var lines: [[Fragment]] = []
    if shown != titles || linesBelowHeader >= max(rows - 4, 4) {
      (titles, linesBelowHeader) = (shown, 0)
      lines.append(Self.line(cells.map { ($0.title, $0.width, .heading) }))
    }
    lines.append(Self.line(cells.map { ($0.text, $0.width, $0.role) }))
    lines += row.facts.map { [Fragment("  " + $0)] }
    linesBelowHeader += 1 + row.facts.count
    return lines
  }

  private struct Cell {
    let title: String
    let text: String
    let width: Int
    var role = Fragment.Role.text
    /// Those of less are left out first; what has the most never is.
    var importance = 9

    init(_ title: String, _ text: String, width: Int, _ role: Fragment.Role = .text, importance: Int = 9) {
      (self.title, self.text, self.role, self.importance) = (title, text, role, importance)
      self.width = max(title.terminalWidth, text.terminalWidth, width)
    }
  }

  /// `1.234e-5` and `0.0001234` are the longest.
  private static let figureWidth = 9

  private static func cells(of row: EpochRow) -> [Cell] {
    let digits = "\(row.epochs)".count
    let marked: Fragment.Role = row.isBest ? .best : .text
    var cells = [
      Cell("epoch", "\(row.epoch)/\(row.epochs)", width: 2 * digits + 1), Cell("step", "\(row.step)", width: 6),
      Cell("loss", figureText(row.trainingLoss), width: figureWidth),
    ]
    for (index, figure) in row.validation.enumerated() {
      let title = figure.metric == "loss" ? "valid loss" : figure.metric
      cells.append(Cell(title, figureText(figure.value), width: figureWidth, marked, importance: max(4, 8 - index)))
    }
    if let pace = row.pace {
      cells.append(Cell("samples/s", figureText(pace.samplesPerSecond), width: 7, importance: 2))
      cells.append(Cell("left", timeText(pace.secondsLeft), width: 7, importance: 3))
    }
    return cells + [Cell("", row.isBest ? "best" : "", width: 4, .best)]
  }

  private static func fitting(_ cells: [Cell], _ columns: Int) -> [Cell] {
    var cells = cells
    while cells.reduce(-2, { $0 + $1.width + 2 }) > columns,
      let least = cells.indices.filter({ cells[$0].importance < 9 }).min(by: { (cells[$0].importance, -$0) < (cells[$1].importance, -$1) })
    { cells.remove(at: least) }
    return cells
  }

  /// Everything stands at the right of its column.
  private static func line(_ cells: [(text: String, width: Int, role: Fragment.Role)]) -> [Fragment] {
    var fragments: [Fragment] = []
    var blanks = 0
    for (text, width, role) in cells {
      let room = blanks + width - text.terminalWidth
      blanks = 2
      if text.isEmpty { continue }
      if room > 0 { fragments.append(Fragment(String(repeating: " ", count: room))) }
      fragments.append(Fragment(text, role))
    }
    return fragments
  }
}
