import Essentials
import Foundation
import SystemPackage

/// A lock that programs hold on a file, the same that huggingface_hub's `filelock` takes. It goes with the program that holds it.
struct FileLock: ~Copyable {
  private let file: FileDescriptor

  /// Waits until no other program holds the lock.
  ///
  /// - Parameter onWait: called once when another one does.
  /// - Throws: `Errno`, `Stopped`.
  init(_ path: FilePath, stop: StopToken, onWait: () -> Void) throws {
    var hasWaited = false
    while true {
      let file = try FileDescriptor.open(
        path, .readWrite, options: [.create, .closeOnExec], permissions: FilePermissions(rawValue: 0o664))
      do {
        while flock(file.rawValue, LOCK_EX | LOCK_NB) != 0 {
          guard errno == EWOULDBLOCK || errno == EINTR else { throw Errno(rawValue: errno) }
          if !hasWaited { onWait() }
          hasWaited = true
          try stop.check()
          usleep(100_000)
        }
        // Whoever held it may have removed the file: then this lock keeps nobody out.
        var (held, named) = (stat(), stat())
        if fstat(file.rawValue, &held) == 0, stat(path.string, &named) == 0, held.st_ino == named.st_ino, held.st_dev == named.st_dev {
          self.file = file
          return
        }
        try? file.close()
      } catch {
        try? file.close()
        throw error
      }
    }
  }

  deinit { try? file.close() }
}
