import Essentials
import Foundation
import Synchronization

/// One line on standard error that is drawn again and again on a terminal; elsewhere nothing is shown. Any thread may draw it.
public final class ProgressLine: Sendable {
  private struct State {
    enum Content { case nothing, work, activity }

    var content = Content.nothing
    var lastDrawing: ContinuousClock.Instant?
  }

  private let terminal: Terminal
  private let state = Mutex(State())

  /// Drawings a second at most.
  private static let interval = Duration.milliseconds(100)

  /// A line that shows nothing yet.
  public init(_ terminal: Terminal = .standardError) { self.terminal = terminal }

  /// Columns that a line may take.
  var width: Int { max(10, terminal.columns - 1) }

  /// Whether anything is shown at all.
  var isShown: Bool { terminal.isInteractive }

  /// Shows `text` in place of what the line showed before; on no terminal, nothing.
  public func update(_ text: @autoclosure () -> String) {
    guard terminal.isInteractive else { return }
    state.withLock { state in
      let now = ContinuousClock.now
      if state.content == .work, let last = state.lastDrawing, now - last < Self.interval { return }
      state.lastDrawing = now
      state.content = .work
      draw(text())
    }
  }

  /// Shows `text` where the line shows nothing of the work itself.
  func updateActivity(_ text: @autoclosure () -> String) {
    guard terminal.isInteractive else { return }
    state.withLock { state in
      if state.content == .work { return }
      state.content = .activity
      draw(text())
    }
  }

  private func draw(_ text: String) { Message.write("\r\u{1B}[K" + cut(text, width), to: STDERR_FILENO) }

  /// Takes the line away, so that something else can be printed.
  public func clear() { whileCleared {} }

  /// Takes the line away and keeps others from drawing it while `body` prints something.
  func whileCleared<Result>(_ body: () throws -> Result) rethrows -> Result {
    try state.withLock { state in
      if state.content != .nothing { Message.write("\r\u{1B}[K", to: STDERR_FILENO) }
      state = State()
      return try body()
    }
  }
}

/// A bar of twenty characters, filled as far as the work is done.
public func progressBar(_ done: Int, of total: Int) -> String { bar(Double(done) / Double(max(total, 1)), width: 20) }

/// A bar of `width` characters of which `fraction` is filled.
func bar(_ fraction: Double, width: Int) -> String {
  let filled = Int((min(max(fraction, 0), 1) * Double(width)).rounded(.down))
  return "[" + String(repeating: "=", count: filled) + String(repeating: " ", count: width - filled) + "]"
}
