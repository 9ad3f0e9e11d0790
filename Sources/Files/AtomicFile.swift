import Essentials
import Foundation
import SystemPackage

/// Writes whole files: a reader, or a crash, finds the old file or the new one, never half of either.
package enum AtomicFile {
  /// Writes `bytes` to a temporary name beside `path`, syncs it and renames it into place.
  ///
  /// A file that was there keeps its permissions, a link its place: what it points to is replaced. Pipes and devices are written through.
  ///
  /// - Throws: `Faults` naming the path and the system's reason (no such folder, no space left, no permission). Nothing is left behind.
  package static func write(_ bytes: some DataProtocol, to path: FilePath) throws {
    try write(to: path) { file in
      for region in bytes.regions {
        try region.withUnsafeBytes { _ = try file.writeAll($0) }
      }
    }
  }

  /// Writes a whole file as above, with the contents written piece by piece by `body`.
  package static func write(to path: FilePath, _ body: (FileDescriptor) throws -> Void) throws {
    do {
      switch try Destination(path) {
      case .stream:
        let stream = try FileDescriptor.open(path, .writeOnly)
        try stream.closeAfter { try body(stream) }
      case .file(let target, let permissions):
        try replace(target, permissions: permissions, body)
      }
    } catch let reason as Errno {
      throw Faults(.data, "cannot be written: \(reason)", file: path.string, hint: hint(for: reason, path))
    }
  }

  /// What a path stands for before it is written.
  private enum Destination {
    /// A pipe, a terminal, `/dev/null`: renaming a file over it would destroy it.
    case stream
    /// A file, links followed, with the permissions it has; nil when it is new.
    case file(FilePath, permissions: mode_t?)

    init(_ path: FilePath) throws(Errno) {
      var status = stat()
      guard stat(path.string, &status) == 0 else {
        self = .file(path, permissions: nil)
        return
      }
      switch status.st_mode & S_IFMT {
      case S_IFREG:
        // Renaming would replace a write-protected file all the same.
        guard access(path.string, W_OK) == 0, let resolved = realpath(path.string, nil) else { throw Errno(rawValue: errno) }
        defer { free(resolved) }
        self = .file(FilePath(platformString: resolved), permissions: status.st_mode & 0o777)
      case S_IFDIR: throw .isDirectory
      default: self = .stream
      }
    }
  }

  private static func replace(_ path: FilePath, permissions: mode_t?, _ body: (FileDescriptor) throws -> Void) throws {
    let folder = path.removingLastComponent()
    // Not made from the file's own name, which may be as long as names can be.
    let temporary = folder.appending(".\(String(UInt64.random(in: 0 ... .max), radix: 36))\(temporarySuffix)")
    let file = try FileDescriptor.open(
      temporary, .writeOnly, options: [.create, .exclusiveCreate], permissions: FilePermissions(rawValue: 0o666))
    do {
      try file.closeAfter {
        if let permissions, fchmod(file.rawValue, permissions) != 0 { throw Errno(rawValue: errno) }
        try body(file)
        try sync(file)
      }
      guard rename(temporary.string, path.string) == 0 else { throw Errno(rawValue: errno) }
    } catch {
      unlink(temporary.string)
      throw error
    }
    syncFolder(folder)
  }

  /// Removes what writers that were killed left in `folder`; nobody may be writing there.
  package static func removeLeftovers(in folder: FilePath) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []
    for name in names where isTemporary(name) { unlink(folder.appending(name).string) }
  }

  /// Whether a file of that name is being written, or is what a writer that was killed left.
  package static func isTemporary(_ name: String) -> Bool { name.hasPrefix(".") && name.hasSuffix(temporarySuffix) }

  private static let temporarySuffix = ".tmp"

  private static func sync(_ file: FileDescriptor) throws(Errno) {
    while fsync(file.rawValue) != 0 {
      guard errno == EINTR else { throw Errno(rawValue: errno) }
    }
  }

  /// Makes the rename itself durable; a file system that cannot sync folders is no reason to fail.
  private static func syncFolder(_ folder: FilePath) {
    guard let descriptor = try? FileDescriptor.open(folder.isEmpty ? "." : folder, .readOnly) else { return }
    try? sync(descriptor)
    try? descriptor.close()
  }

  private static func hint(for reason: Errno, _ path: FilePath) -> String? {
    switch reason {
    case .noSuchFileOrDirectory where !path.isEmpty: "there is no folder \(path.removingLastComponent()); create it first"
    case .noSpace, .diskQuotaExceeded: "free some space, then try again; nothing was changed"
    default: nil
    }
  }
}
