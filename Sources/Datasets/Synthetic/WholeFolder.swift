import Essentials
import Foundation
import SystemPackage

/// Makes folders that are there with all their files or not at all.
package enum WholeFolder {
  /// Has `body` fill a folder of another name beside `path`, and renames it.
  ///
  /// - Throws: `Faults` naming the path, or what `body` throws; the unfinished folder is removed.
  package static func write(to path: FilePath, _ body: (FilePath) throws -> Void) throws {
    let manager = FileManager.default
    // An empty folder may be replaced, as `rename` does.
    if manager.fileExists(atPath: path.string), (try? manager.contentsOfDirectory(atPath: path.string).isEmpty) != true {
      throw Faults(.data, "there is something already", file: path.string, hint: "name a folder that does not exist yet")
    }
    let parent = path.removingLastComponent()
    let unfinished = parent.appending(".\(String(UInt64.random(in: 0 ... .max), radix: 36)).tmp")
    do {
      try NewFolder.make(unfinished)
      do {
        try body(unfinished)
        guard rename(unfinished.string, path.string) == 0 else { throw Errno(rawValue: errno) }
      } catch {
        try? manager.removeItem(atPath: unfinished.string)
        throw error
      }
    } catch let reason as Errno {
      throw Faults(.data, "cannot be written: \(reason)", file: path.string)
    }
  }

  /// Writes and syncs one of its files. Their folder is invisible until all are there, so none needs a name of its own first.
  static func write(_ bytes: [UInt8], to path: FilePath) throws {
    let file = try FileDescriptor.open(
      path, .writeOnly, options: [.create, .exclusiveCreate], permissions: FilePermissions(rawValue: 0o666))
    try file.closeAfter {
      try file.writeAll(bytes)
      guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
    }
  }
}
