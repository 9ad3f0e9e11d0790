import CTerminal
import Essentials
import Foundation

/// Waiting for a person.
public enum Keyboard {
  /// Shows a text and returns at the next key; throws `Stopped` at Ctrl-C. Nil where nobody sits.
  public static var awaitKey: ((_ text: String) throws -> Void)? {
    guard Terminal.standardInput.isTerminal, Terminal.standardError.isTerminal else { return nil }
    return { text in
      Message.write(text, to: STDERR_FILENO)
      let result = terminal_wait_for_key(STDIN_FILENO)
      Message.write("\n", to: STDERR_FILENO)
      if result < 0 { throw Stopped() }
    }
  }
}
