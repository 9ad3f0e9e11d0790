import Foundation

/// Shows what is longer than the screen page by page, through the program that the user has for that.
struct Pager {
  /// For the shell.
  private let command: String

  /// - Parameter environment: `MAESTRO_PAGER`, else `PAGER` says which program; empty or `cat`: none. Without either it is less, where that is.
  /// - Returns: Nil when there is none.
  init?(environment: [String: String] = ProcessInfo.processInfo.environment) {
    let chosen = environment["MAESTRO_PAGER"] ?? environment["PAGER"]
    guard let chosen = chosen ?? (Self.isInstalled("less", environment) ? "less" : nil), !["", "cat"].contains(chosen) else { return nil }
    // Ends by itself after what fits one screen, passes colours on, and leaves what was read on the screen.
    command = environment["LESS"] == nil ? "LESS=FRX \(chosen)" : chosen
  }

  /// Shows a text and returns when it was read.
  ///
  /// - Returns: false when the program cannot be run; then nothing was shown.
  func show(_ text: String) -> Bool {
    guard let pipe = popen(command, "w") else { return false }
    // Who has read enough closes the pipe: no fault.
    _ = (text + "\n").withCString { fputs($0, pipe) }
    let status = pclose(pipe)
    // The shell's words for a program that is not there.
    return status >> 8 != 127
  }

  private static func isInstalled(_ program: String, _ environment: [String: String]) -> Bool {
    (environment["PATH"] ?? "").split(separator: ":").contains { access("\($0)/\(program)", X_OK) == 0 }
  }
}
