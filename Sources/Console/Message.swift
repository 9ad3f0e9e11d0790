import Essentials
import Foundation

/// Where words go: results to standard output, everything else to standard error.
public enum Message {
  /// What a command was asked for.
  public static func result(_ text: String) { write(text + "\n", to: .standardOutput) }

  /// What happens, for a person who watches.
  public static func status(_ text: String) { write(text + "\n", to: .standardError) }

  /// What went wrong.
  public static func error(_ text: String) { write(text + "\n", to: .standardError) }

  /// Faults printed at most; the rest are counted.
  private static let limit = 50

  /// Any error, in the words of its diagnostics.
  public static func fault(_ error: any Error) {
    guard let faults = (error as? any DiagnosticError)?.diagnostics else { return self.error("error: \(error)") }
    for fault in faults.prefix(limit) { self.error("error: \(fault)") }
    if faults.count > limit { self.error("and \(faults.count - limit) more faults") }
  }

  /// A reader that went away is no reason to fail.
  static func write(_ text: String, to handle: FileHandle) { try? handle.write(contentsOf: Data(text.utf8)) }
}
