import CTerminal
import Foundation

/// What is known of the terminal behind one of the standard streams.
public struct Terminal: Sendable {
  private let descriptor: Int32
  /// Whether a line may be drawn over: a terminal that is not dumb.
  public let isInteractive: Bool

  /// Where progress is shown.
  public static let standardError = Terminal(descriptor: STDERR_FILENO)

  init(descriptor: Int32) {
    self.descriptor = descriptor
    isInteractive = terminal_is_terminal(descriptor) && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }

  /// The width at this moment; 80 when the terminal does not tell.
  public var columns: Int {
    let columns = Int(terminal_columns(descriptor))
    return columns > 0 ? columns : 80
  }
}
