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
}
