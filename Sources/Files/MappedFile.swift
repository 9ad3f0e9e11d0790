import Essentials
import Foundation
import SystemPackage

/// A file's bytes in memory, paged in as they are touched, or bytes of the program itself. They cannot be written to.
package final class MappedFile {
  /// Valid as long as the mapping.
  package let pointer: UnsafeMutableRawPointer
  private let length: Int
  private let isMapped: Bool

  /// Whole pages of those bytes leave this process's memory; they come back from the file, or from the system's copy of it.
  package func releasePages(of bytes: UnsafeRawPointer, count: Int) {
    guard isMapped else { return }
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let offset = bytes - UnsafeRawPointer(pointer)
    let first = (offset + page - 1) / page * page
    let end = (offset + count) / page * page
    if end > first { madvise(pointer + first, end - first, MADV_DONTNEED) }
  }

  /// Gives `body` the file's bytes, which are there until it returns.
  package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try withExtendedLifetime(self) { try body(UnsafeRawBufferPointer(start: pointer, count: length)) }
  }

  /// - Throws: `Faults` when the file is missing, unreadable, empty, no regular file, or a pointer of Git LFS.
  package init(_ path: FilePath) throws {
    do {
      // Opening a pipe would wait for its writer.
      let file = try FileDescriptor.open(path, .readOnly, options: [.nonBlocking])
      defer { try? file.close() }
      var status = stat()
      guard fstat(file.rawValue, &status) == 0 else { throw Errno(rawValue: errno) }
      guard status.st_mode & S_IFMT == S_IFREG else { throw Faults(.data, "is not a regular file", file: path.string) }
      length = Int(status.st_size)
      guard length > 0 else { throw Faults(.data, "the file is empty", file: path.string, hint: "write or fetch it again") }
      guard
        let mapped = mmap(nil, length, PROT_READ, MAP_PRIVATE, file.rawValue, 0),
        mapped != UnsafeMutableRawPointer(bitPattern: -1)
      else { throw Errno(rawValue: errno) }
      pointer = mapped
      isMapped = true
    } catch let reason as Errno {
      throw Faults(.data, "cannot be read: \(reason)", file: path.string)
    }
    if withBytes({ GitLFSPointer.begins($0) }) { throw Faults([GitLFSPointer.fault(in: path)]) }
  }

  /// - Throws: `Faults` as above.
  package convenience init(_ name: String, in source: FileSource) throws {
    switch source {
    case .folder(let folder): try self.init(folder.appending(name))
    case .program(let files):
      guard let bytes = files[name], let start = bytes.baseAddress else {
        throw Faults(.data, "is not among the program's own files", file: source.path.appending(name).string)
      }
      self.init(immortal: start, count: bytes.count)
    }
  }

  private init(immortal bytes: UnsafeRawPointer, count: Int) {
    pointer = UnsafeMutableRawPointer(mutating: bytes)
    length = count
    isMapped = false
  }

  /// A copy of the contents of a small file.
  ///
  /// - Throws: `Faults` as above, and when the file has more than `limit` bytes.
  package static func contents(of path: FilePath, limit: Int) throws -> Data { try MappedFile(path).contents(of: path, limit: limit) }

  /// A copy of the contents of a small file.
  package static func contents(of name: String, in source: FileSource, limit: Int) throws -> Data {
    try MappedFile(name, in: source).contents(of: source.path.appending(name), limit: limit)
  }

  private func contents(of path: FilePath, limit: Int) throws -> Data {
    guard length <= limit else { throw Faults(.data, "has \(length) bytes, more than the limit of \(limit)", file: path.string) }
    return withBytes { Data($0) }
  }

  deinit { if isMapped { munmap(pointer, length) } }
}
