import Essentials
import Foundation
import SystemPackage

/// Makes folders. (Foundation's errors do not say why one cannot be made.)
package enum NewFolder {
  /// Makes a folder, and first those it lies in.
  ///
  /// - Throws: `Errno`: `.fileExists` when there is something at `path` already.
  package static func make(_ path: FilePath) throws(Errno) {
    if mkdir(path.string, 0o777) == 0 { return }
    guard errno == ENOENT, path.components.count > 1 else { throw Errno(rawValue: errno) }
    do throws(Errno) {
      try make(path.removingLastComponent())
    } catch .fileExists {
      // Another program has made it in the meantime.
    }
    guard mkdir(path.string, 0o777) == 0 else { throw Errno(rawValue: errno) }
  }

  /// Makes a folder, and first those it lies in; one that exists is right.
  ///
  /// - Parameter permissions: of the folders that are made, less what the user's mask takes away.
  /// - Throws: `Faults` with the path of the folder that cannot be made and the system's reason.
  package static func makeIfMissing(_ path: FilePath, permissions: mode_t = 0o777) throws {
    if path.isFolder { return }
    let parent = path.removingLastComponent()
    if !parent.isEmpty, parent != path { try makeIfMissing(parent, permissions: permissions) }
    guard mkdir(path.string, permissions) != 0 else { return }
    // Another program may have made it in the meantime.
    let reason = Errno(rawValue: errno)
    if !path.isFolder { throw Faults(.data, "cannot make the folder: \(reason)", file: path.string) }
  }
}
