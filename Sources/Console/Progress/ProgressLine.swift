import Foundation

/// One line on standard error that is drawn again and again on a terminal; elsewhere only its last state is printed, as a line of its own.
public final class ProgressLine {
  private let terminal: Terminal
  private var isDrawn = false
  private var lastDrawing: ContinuousClock.Instant?

  /// Drawings a second at most.
  private static let interval = Duration.milliseconds(100)

  /// A line that shows nothing yet.
  public init(_ terminal: Terminal = .standardError) { self.terminal = terminal }

  /// Columns that a line may take.
  var width: Int { max(10, terminal.columns - 1) }

  /// Shows `text` in place of what the line showed before; on no terminal, nothing.
  public func update(_ text: @autoclosure () -> String) {
    guard terminal.isInteractive else { return }
    let now = ContinuousClock.now
    if let lastDrawing, now - lastDrawing < Self.interval { return }
    lastDrawing = now
    draw(text())
  }

  /// Leaves `text` standing and goes to the next line.
  public func finish(_ text: String) {
    Message.status(terminal.isInteractive ? "\r\u{1B}[K" + text : text)
    isDrawn = false
    lastDrawing = nil
  }

  /// Takes the line away, so that something else can be printed.
  public func clear() {
    guard isDrawn else { return }
    Message.write("\r\u{1B}[K", to: STDERR_FILENO)
    isDrawn = false
    lastDrawing = nil
  }

  private func draw(_ text: String) {
    Message.write("\r\u{1B}[K" + cut(text, width), to: STDERR_FILENO)
    isDrawn = true
  }
}

/// A bar of twenty characters, filled as far as the work is done.
public func progressBar(_ done: Int, of total: Int) -> String { bar(Double(done) / Double(max(total, 1)), width: 20) }

/// A bar of `width` characters of which `fraction` is filled.
func bar(_ fraction: Double, width: Int) -> String {
  let filled = Int((min(max(fraction, 0), 1) * Double(width)).rounded(.down))
  return "[" + String(repeating: "=", count: filled) + String(repeating: " ", count: width - filled) + "]"
}
