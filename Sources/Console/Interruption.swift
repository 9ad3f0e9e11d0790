import CTerminal
import Essentials
import Foundation

/// Ctrl-C and the system's wish to end the program, counted by a signal handler and asked for by whoever works.
public enum Interruption {
  /// From now on signals are counted and do not kill.
  public static func install() { terminal_catch_signals() }

  /// Stops work at the first Ctrl-C or termination.
  public static let stop = StopToken { terminal_interrupts() > 0 || terminal_terminations() > 0 }

  /// Drops even the step under way, at the second.
  public static let drop = StopToken { terminal_interrupts() > 1 || terminal_terminations() > 1 }

  /// The signal that asked for a stop; nil when none did.
  public static var signal: Int32? {
    if terminal_terminations() > 0 { return SIGTERM }
    return terminal_interrupts() > 0 ? SIGINT : nil
  }
}
