import CTerminal
import Foundation

/// What is known of the terminal behind one of the standard streams.
public struct Terminal: Sendable {
  let descriptor: Int32
  /// Whether there is a terminal at all.
  let isTerminal: Bool
  /// Whether a line may be drawn over: a terminal that is not dumb.
  public let isInteractive: Bool
  /// Bold and coloured letters, unless the user wants none.
  let style: Style

  /// Where progress is shown.
  public static let standardError = Terminal(descriptor: STDERR_FILENO)
  /// Where results go.
  static let standardOutput = Terminal(descriptor: STDOUT_FILENO)
  /// Where a person types.
  static let standardInput = Terminal(descriptor: STDIN_FILENO)

  init(descriptor: Int32) {
    self.descriptor = descriptor
    isTerminal = terminal_is_terminal(descriptor)
    let environment = ProcessInfo.processInfo.environment
    isInteractive = isTerminal && !["dumb", ""].contains(environment["TERM"] ?? "")
    style = Style(isOn: isInteractive && environment["NO_COLOR"] ?? "" == "")
  }

  /// The width at this moment; 80 when the terminal does not tell.
  public var columns: Int {
    let columns = Int(terminal_columns(descriptor))
    return columns > 0 ? columns : 80
  }

  /// The height at this moment; 24 when the terminal does not tell.
  var rows: Int {
    let rows = Int(terminal_rows(descriptor))
    return rows > 0 ? rows : 24
  }
}
