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
    try fill(unfinished(in: path.removingLastComponent()), for: path) { unfinished in
      try body(unfinished)
      guard rename(unfinished.string, path.string) == 0 else { throw Errno(rawValue: errno) }
    }
  }

  /// Has `body` fill a folder, whose files get their places in `path` when all are there: in a folder that exists, those of the same names
  /// are replaced, one after the other, and others stay.
  ///
  /// - Throws: `Faults` naming the path, or what `body` throws; nothing in `path` has changed then.
  package static func merge(into path: FilePath, _ body: (FilePath) throws -> Void) throws {
    guard path.isFolder else { return try write(to: path, body) }
    try fill(unfinished(in: path), for: path) { unfinished in
      try body(unfinished)
      for name in try FileManager.default.contentsOfDirectory(atPath: unfinished.string) {
        guard rename(unfinished.appending(name).string, path.appending(name).string) == 0 else { throw Errno(rawValue: errno) }
      }
      try FileManager.default.removeItem(atPath: unfinished.string)
    }
  }

  private static func unfinished(in parent: FilePath) -> FilePath {
    parent.appending(".\(String(UInt64.random(in: 0 ... .max), radix: 36)).tmp")
  }

  /// Makes `unfinished`, which is gone again where `body` throws.
  private static func fill(_ unfinished: FilePath, for path: FilePath, _ body: (FilePath) throws -> Void) throws {
    do {
      try NewFolder.make(unfinished)
      do {
        try body(unfinished)
      } catch {
        try? FileManager.default.removeItem(atPath: unfinished.string)
        throw error
      }
    } catch let error as any DiagnosticError where !(error is Stopped) {
      // Nobody knows the folder by its other name.
      throw Faults(
        error.diagnostics.map { fault in
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
