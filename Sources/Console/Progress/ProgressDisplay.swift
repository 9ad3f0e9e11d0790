import Essentials
import FineTuning
import Workbench

/// Shows on standard error what long work tells: one line that moves on a terminal; elsewhere what stays, a line each.
public final class ProgressDisplay {
  private let line = ProgressLine()
  private var progress = WorkProgress()

  /// A display that shows nothing yet.
  public init() {}

  package func show(_ event: SessionProgress) {
    switch progress.hear(event) {
    case .line: line.update(progress.line()?.text(width: line.width) ?? "")
    case .row(let row):
      line.finish(row.text)
      for fact in row.facts { Message.status("  " + fact) }
    case .fact(let text):
      line.clear()
      Message.status(text)
    case .over: line.clear()
    case nil: break
    }
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
