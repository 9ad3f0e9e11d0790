import Essentials
import FineTuning
import Hub

/// Shows on one line of standard error how far a download is.
public final class DownloadDisplay {
  private let line: ProgressLine
  /// When the first bytes were told of, and how many had been there.
  private var start: (time: ContinuousClock.Instant, bytes: Int)?

  /// - Parameter line: where it is shown.
  public init(_ line: ProgressLine = ProgressLine()) { self.line = line }

  /// Shows what an event says.
  public func show(_ event: HubEvent) {
    switch event {
    case .downloading(let file, let done, let total): line.update(text(file, done, total))
    case .checking(let file): line.update("checking \(file)")
    case .waiting(let file): tell("another program is fetching \(file); waiting for it")
    case .remark(let text): tell(text)
    case .done:
      line.clear()
      start = nil
    }
  }

  private func tell(_ text: String) {
    line.clear()
    Message.status(text)
  }

  private func text(_ file: String, _ done: Int, _ total: Int) -> String {
    let now = ContinuousClock.now
    let start = start ?? (now, done)
    self.start = start
    let speed = Double(done - start.bytes) / max((now - start.time) / .seconds(1), 0.1)
    var parts = LineParts()
    parts.add(file, importance: 3)
    parts.add(progressBar(done, of: total), importance: 1)
    parts.add("\(megabytes(done))/\(megabytes(total)) MB", importance: 4)
    if speed > 0 {
      parts.add("\(megabytes(Int(speed))) MB/s", importance: 2)
      parts.add("\(timeText(Double(total - done) / speed)) left", importance: 5)
    }
    return parts.text(width: line.width)
  }
}

/// With one decimal where that says something.
private func megabytes(_ bytes: Int) -> String {
  let tenths = (Double(bytes) / 100_000).rounded() / 10
  return tenths < 100 ? "\(tenths)" : "\(Int(tenths.rounded()))"
}

extension ModelDownload {
  /// Shown on standard error.
  public static func shown(stop: StopToken) -> ModelDownload { ModelDownload(stop: stop, onEvent: DownloadDisplay().show) }
}
