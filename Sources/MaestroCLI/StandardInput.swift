import Console
import Essentials
import Foundation

/// What is piped into the program.
enum StandardInput {
  /// All of it.
  ///
  /// - Throws: `Interrupted` when a signal came first; `Failure` when the system cannot read it (a folder, for example).
  static func read() throws -> [UInt8] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Foundation.read(STDIN_FILENO, &piece, piece.count)
      if count > 0 {
        bytes += piece[..<count]
      } else if count == 0 {
        return bytes
      } else if errno != EINTR {
        throw Failure(Faults(.data, "it cannot be read: \(String(cString: strerror(errno)))", file: "standard input"))
      }
      if let signal = Interruption.signal { throw Interrupted(signal: signal) }
    }
  }
}
