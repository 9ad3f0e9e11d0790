import Essentials
import FineTuning
import Workbench

/// Shows on standard error what long work tells: one line that moves on a terminal; elsewhere what stays, a line each.
public final class ProgressDisplay {
  let line = ProgressLine()
  private var progress = WorkProgress()
  private var epochs = EpochTable()

  /// A display that shows nothing yet.
  public init() {}

  package func show(_ event: SessionProgress) {
    switch progress.hear(event) {
    case .line: line.update(progress.line()?.text(width: line.width) ?? "")
    case .row(let row): show(row)
    case .fact(let text): line.whileCleared { Message.status(text) }
    case .over:
      line.clear()
      epochs = EpochTable()
    case nil: break
    }
  }

  /// Under a header where somebody watches; elsewhere lines that are read one by one say what their numbers are.
  private func show(_ row: EpochRow) {
    let terminal = Terminal.standardError
    guard terminal.isInteractive else {
      Message.status(([row.text] + row.facts.map { "  " + $0 }).joined(separator: "\n"))
      return
    }
    let lines = epochs.lines(of: row, columns: line.width, rows: terminal.rows)
    line.whileCleared { Message.status(lines.map { $0.map(terminal.style.coloured).joined() }.joined(separator: "\n")) }
  }

  /// Takes the moving line away before other words come.
  public func close() { line.clear() }
}

extension ModelDownload {
  /// Shown on standard error.
  public static func shown(stop: StopToken) -> ModelDownload {
    let display = ProgressDisplay()
    return ModelDownload(stop: stop) { display.show(.download($0)) }
  }
}
