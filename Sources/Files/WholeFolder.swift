import Essentials
import Foundation
import SystemPackage

/// Makes folders that are there with all their files or not at all.
package enum WholeFolder {
  /// What keeps a folder from being written at `path`; nil when nothing does. An empty folder may be replaced, as `rename` does.
  package static func obstacle(at path: FilePath) -> Diagnostic? {
    let manager = FileManager.default
    guard manager.fileExists(atPath: path.string), (try? manager.contentsOfDirectory(atPath: path.string).isEmpty) != true else {
      return nil
    }
    return Diagnostic(.data, "there is something already", file: path.string, hint: "name a folder that does not exist yet")
  }

  /// Has `body` fill a folder of another name beside `path`, and renames it.
  ///
  /// - Throws: `Faults` naming the path, or what `body` throws; the unfinished folder is removed.
  package static func write(to path: FilePath, _ body: (FilePath) throws -> Void) throws {
    if let fault = obstacle(at: path) { throw Faults([fault]) }
    let manager = FileManager.default
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
    } catch let faults as Faults {
      // Nobody knows the folder by its other name.
      throw Faults(
        faults.diagnostics.map { fault in
          var fault = fault
          fault.file = fault.file.map { $0.hasPrefix(unfinished.string) ? path.string + $0.dropFirst(unfinished.string.count) : $0 }
          return fault
        })
    } catch let reason as Errno {
      throw Faults(.data, "cannot be written: \(reason)", file: path.string)
    }
  }

  /// Writes and syncs one of its files. Their folder is invisible until all are there, so none needs a name of its own first.
  package static func write(_ bytes: [UInt8], to path: FilePath) throws {
    let file = try FileDescriptor.open(
      path, .writeOnly, options: [.create, .exclusiveCreate], permissions: FilePermissions(rawValue: 0o666))
    try file.closeAfter {
      try file.writeAll(bytes)
      guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
    }
  }
}
