import Essentials
import Foundation
import SystemPackage

/// The lines of a file, read piece by piece: no more than one line is held, and of one over the limit nothing.
struct LineReader {
  /// Bytes that a line may have, its end apart.
  static let limit = 1 << 20
  /// Bytes after which the end of a line that is too long is not looked for any more.
  private static let patience = 64 << 20

  private let file: FileDescriptor

  /// Opens a regular file.
  init(_ path: FilePath) throws(Failure) {
    do {
      // Without blocking: opening a pipe would wait for a writer.
      file = try FileDescriptor.open(path, .readOnly, options: [.nonBlocking, .closeOnExec])
    } catch {
      throw Failure(reason: "\(error)")
    }
    var status = stat()
    guard fstat(file.rawValue, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      try? file.close()
      throw Failure(reason: status.st_mode & S_IFMT == S_IFDIR ? "it is a folder" : "it is not a regular file")
    }
  }

  /// Why a file cannot be read.
  struct Failure: Error {
    let reason: String
  }

  /// Calls `body` with every line's number, from 1, and its bytes without the LF, nil when they are too many; then closes the file.
  /// Goes on for as long as `body` returns true.
  ///
  /// - Throws: `Errno`, `Failure` where a line has no end, `Stopped` when the reading's stop token says so, or what `body` throws.
  func forEachLine(_ body: (Int, UnsafeRawBufferPointer?) throws -> Bool) throws {
    defer { try? file.close() }
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    /// The beginning of a line whose end is not read yet.
    var begun: [UInt8] = []
    var isTooLong = false
    var number = 1
    var passedOver = 0
    while true {
      try StopToken.ofReading.check()
      let count = try chunk.withUnsafeMutableBytes { try file.read(into: $0) }
      if count == 0 { break }
      var start = 0
      while let end = chunk[start..<count].firstIndex(of: UInt8(ascii: "\n")) {
        isTooLong = isTooLong || begun.count + end - start > Self.limit
        let goesOn: Bool
        if isTooLong {
          goesOn = try body(number, nil)
        } else if begun.isEmpty {
          goesOn = try chunk[start..<end].withUnsafeBytes { try body(number, $0) }
        } else {
          begun += chunk[start..<end]
          goesOn = try begun.withUnsafeBytes { try body(number, $0) }
        }
        if !goesOn { return }
        begun.removeAll(keepingCapacity: true)
        isTooLong = false
        passedOver = 0
        number += 1
        start = end + 1
      }
      isTooLong = isTooLong || begun.count + count - start > Self.limit
      if isTooLong { begun.removeAll() } else { begun += chunk[start..<count] }
      passedOver += count - start
      guard passedOver <= Self.patience else {
        throw Failure(reason: "line \(number) has no end within \(Self.patience >> 20) MiB")
      }
    }
    if isTooLong {
      _ = try body(number, nil)
    } else if !begun.isEmpty {
      _ = try begun.withUnsafeBytes { try body(number, $0) }
    }
  }
}
