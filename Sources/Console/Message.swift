import Essentials
import Foundation

/// Where words go: results to standard output, everything else to standard error.
public enum Message {
  /// What a command was asked for.
  ///
  /// - Throws: `Faults` when standard output does not take it, a full disk for example. A reader that went away is no reason to fail.
  public static func result(_ text: String) throws {
    if let reason = write(text + "\n", to: STDOUT_FILENO), reason != EPIPE {
      throw Faults(.data, "the result cannot be written to standard output: \(String(cString: strerror(reason)))")
    }
  }

  /// What happens, for a person who watches.
  public static func status(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

  /// What went wrong.
  public static func error(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

  /// Faults printed at most; the rest are counted.
  private static let limit = 50

  /// Any error, in the words of its diagnostics.
  public static func fault(_ error: any Error) {
    let style = Terminal.standardError.style
    guard let faults = (error as? any DiagnosticError)?.diagnostics else { return self.error("error: \(error)") }
    for fault in faults.prefix(limit) { self.error(coloured(fault, style)) }
    if faults.count > limit { self.error("and \(faults.count - limit) more faults") }
  }

  /// An error message with what matters set off: that it is an error, the caret, and the hint's name.
  package static func coloured(_ fault: Diagnostic, _ style: Style) -> String {
    fault.errorLines.map { $0.map(style.coloured).joined() }.joined(separator: "\n")
  }

  /// Writes all of `text`; returns the system's reason when it cannot.
  @discardableResult static func write(_ text: String, to descriptor: Int32) -> Int32? {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }
}
