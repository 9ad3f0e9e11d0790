import Dispatch
import Essentials
import Synchronization
import Workbench

/// Shows that a command is at work, and for how long, where it tells nothing of itself. A timer's thread draws it, as the command's own has
/// no time.
final class ActivityIndicator: Sendable {
  private struct State {
    /// Commands under way, the outermost first, each with its beginning.
    var commands: [(name: String, began: ContinuousClock.Instant)] = []
    var isHidden = false
    var timer: (any DispatchSourceTimer)?
    var turn = 0
  }

  private let line: ProgressLine
  private let state = Mutex(State())

  /// What is shorter needs no word.
  private static let patience = Duration.milliseconds(300)
  private static let signs = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]

  init(_ line: ProgressLine) { self.line = line }

  func begin(_ command: String) {
    guard line.isShown else { return }
    state.withLock { state in
      state.commands.append((command, .now))
      if state.timer == nil { state.timer = timer() }
    }
  }

  /// The command that began last is over.
  func end() {
    state.withLock { _ = $0.commands.popLast() }
    line.clear()
  }

  /// All are over, whatever came of them.
  func endAll() {
    state.withLock { $0.commands = [] }
    line.clear()
  }

  /// Says that a wish to stop was heard, and what comes of it.
  func noteStop() {
    let command = state.withLock { $0.commands.last?.name }
    let isTraining = command.map { ["step", "epoch", "train"].contains($0) } ?? false
    let note = isTraining ? "stopping; Ctrl-C once more drops the step under way" : command.map { "stopping \($0)" } ?? "stopping"
    line.whileCleared { Message.status(note) }
  }

  /// Shows nothing more while `body` runs: the terminal is somebody else's.
  func hidden<Result>(_ body: () throws -> Result) rethrows -> Result {
    state.withLock { $0.isHidden = true }
    defer { state.withLock { $0.isHidden = false } }
    return try body()
  }

  private func timer() -> any DispatchSourceTimer {
    let timer = DispatchSource.makeTimerSource(queue: .global(qos: .userInteractive))
    timer.schedule(deadline: .now() + 0.1, repeating: 0.1, leeway: .milliseconds(20))
    timer.setEventHandler { [weak self] in self?.draw() }
    timer.activate()
    return timer
  }

  private func draw() {
    // The lock is held while the line is drawn, so that nothing is once `end` has returned.
    state.withLock { state in
      guard !state.isHidden, let (name, began) = state.commands.last else { return }
      let time = ContinuousClock.now - began
      guard time >= Self.patience else { return }
      state.turn += 1
      let sign = Self.signs[state.turn % Self.signs.count]
      line.updateActivity("\(sign) \(name)  \(timeText(time / .seconds(1)))")
    }
  }
}
