import Essentials
import Foundation
import SystemPackage

/// A file's bytes in memory, paged in as they are touched. Writing to them changes this process's copy alone.
final class MappedFile {
  let pointer: UnsafeMutableRawPointer
  private let length: Int

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: pointer, count: length) }

  init(_ path: FilePath) throws {
    do {
      let file = try FileDescriptor.open(path, .readOnly)
      defer { try? file.close() }
      var status = stat()
      guard fstat(file.rawValue, &status) == 0 else { throw Errno(rawValue: errno) }
      guard status.st_mode & S_IFMT == S_IFREG else { throw Faults(.data, "is no file", file: path.string) }
      length = Int(status.st_size)
      guard length > 0 else { throw Faults(.data, "the file is empty", file: path.string) }
      guard
        let mapped = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE, file.rawValue, 0),
        mapped != UnsafeMutableRawPointer(bitPattern: -1)
      else { throw Errno(rawValue: errno) }
      pointer = mapped
    } catch let reason as Errno {
      throw Faults(.data, "cannot be read: \(reason)", file: path.string)
    }
  }

  deinit { munmap(pointer, length) }
}
