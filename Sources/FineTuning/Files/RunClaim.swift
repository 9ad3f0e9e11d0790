import Essentials
import Foundation
import SystemPackage

/// Keeps other programs from training in a run's folder meanwhile. It ends with the program that holds it, however that ends.
struct RunClaim: ~Copyable {
  private let folder: FileDescriptor?

  /// - Throws: `Faults` when another program has it. Where the file system knows no locks, nobody is kept out.
  init(_ run: RunFolder) throws {
    let folder = try? FileDescriptor.open(run.path, .readOnly, options: [.directory, .closeOnExec])
    if let folder, flock(folder.rawValue, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      try? folder.close()
      throw Faults(
        .data, "another program trains in this run's folder", file: run.path.string,
        hint: "let it end, or stop it with Ctrl-C: it saves before it ends")
    }
    self.folder = folder
  }

  deinit { try? folder?.close() }
}
