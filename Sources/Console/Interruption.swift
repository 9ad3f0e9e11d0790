import CTerminal
import Essentials
import Foundation

/// Ctrl-C and the system's wish to end the program, counted by a signal handler and asked for by whoever works.
public enum Interruption {
  /// From now on signals are counted and do not kill.
  public static func install() { terminal_catch_signals() }

  /// Stops work at the first Ctrl-C or termination.
  public static let stop = StopToken { terminal_interrupts() > 0 || terminal_terminations() > 0 }

  /// Abandons even the step under way, at the second.
  public static let abort = StopToken { terminal_interrupts() > 1 || terminal_terminations() > 1 }

  /// Whether the system wants the program to end.
  static var isTerminated: Bool { terminal_terminations() > 0 }

  /// Interrupts so far stop nothing more.
  static func forget() { _ = terminal_take_interrupts() }

  /// From now on the first Ctrl-C is answered at once: a step may take long to finish.
  static func noteFirst() {
    let text: StaticString =
      Terminal.standardError.isInteractive
      ? "\r\u{1B}[Kstopping; Ctrl-C once more drops the step under way\n" : "stopping; Ctrl-C once more drops the step under way\n"
    terminal_note_interrupt(UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self))
  }

  /// No longer.
  static func noteNone() { terminal_note_interrupt(nil) }

  /// The signal that asked for a stop; nil when none did.
  public static var signal: Int32? {
    if terminal_terminations() > 0 { return SIGTERM }
    return terminal_interrupts() > 0 ? SIGINT : nil
  }
}
