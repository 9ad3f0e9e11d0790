import Foundation
import SystemPackage

/// Writes whole files: a reader, or a crash, finds the old file or the new one, never half of either.
public enum AtomicFile {
  /// Writes `bytes` to a temporary name beside `path`, syncs it and renames it into place.
  ///
  /// - Throws: `Faults` naming the path and the system's reason (no such folder, no space left, no permission). Nothing is left behind.
  public static func write(_ bytes: some DataProtocol, to path: FilePath) throws {
    try write(to: path) { file in
      for region in bytes.regions {
        try region.withUnsafeBytes { _ = try file.writeAll($0) }
      }
    }
  }

  /// The same with the contents written piece by piece by `body`.
  public static func write(to path: FilePath, _ body: (FileDescriptor) throws -> Void) throws {
    let folder = path.removingLastComponent()
    let name = path.lastComponent?.string ?? ""
    let temporary = folder.appending(".\(name).\(getpid()).\(UInt32.random(in: 0 ... .max)).tmp")
    var written = false
    do {
      let file = try FileDescriptor.open(
        temporary, .writeOnly, options: [.create, .exclusiveCreate], permissions: [.ownerReadWrite, .groupRead, .otherRead])
      written = true
      try file.closeAfter {
        try body(file)
        guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
      }
      guard rename(temporary.string, path.string) == 0 else { throw Errno(rawValue: errno) }
      syncFolder(folder)
    } catch {
      if written { unlink(temporary.string) }
      guard let reason = error as? Errno else { throw error }
      throw Faults(.data, "cannot write \(path): \(reason)", file: nil)
    }
  }

  /// Makes the rename itself durable; a file system that cannot sync folders is no reason to fail.
  private static func syncFolder(_ folder: FilePath) {
    guard let descriptor = try? FileDescriptor.open(folder.isEmpty ? "." : folder, .readOnly) else { return }
    fsync(descriptor.rawValue)
    try? descriptor.close()
  }
}
