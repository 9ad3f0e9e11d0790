import Console
import Essentials
import Foundation

/// What is piped into the program.
enum StandardInput {
  /// A recipe is smaller.
  private static let sizeLimit = 1 << 24

  /// All of it.
  ///
  /// - Throws: `Interrupted` when a signal came first; `Faults` when the system cannot read it (a folder, for example), or it is too large for a recipe.
  static func read() throws -> [UInt8] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Foundation.read(STDIN_FILENO, &piece, piece.count)
      if count > 0 {
        bytes += piece[..<count]
        if bytes.count > sizeLimit {
          throw Faults(.data, "it is larger than \(sizeLimit >> 20) MiB, so it is no recipe", file: "standard input")
        }
      } else if count == 0 {
        return bytes
      } else if errno != EINTR {
        throw Faults(.data, "it cannot be read: \(String(cString: strerror(errno)))", file: "standard input")
      }
      if let signal = Interruptions.ofProcess.signal { throw Interrupted(signal: signal) }
    }
  }
}
