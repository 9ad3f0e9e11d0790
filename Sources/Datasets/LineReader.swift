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

  /// Calls `body` with every line's number, from 1, and its bytes, nil when they are too many; then closes the file. A line ends with LF,
  /// CR LF, of which the bytes keep the CR, or CR alone. Goes on for as long as `body` returns true.
  ///
  /// - Throws: `Errno`, `Failure` where a line has no end, `Stopped` when the reading's stop token says so, or what `body` throws.
  func forEachLine(_ body: (Int, UnsafeRawBufferPointer?) throws -> Bool) throws {
    defer { try? file.close() }
    let (lineFeed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    var line = Line()
    /// The last byte read was a CR: what follows says whether it ends the line.
    var hasReturn = false
    while true {
      try StopToken.ofReading.check()
      let count = try chunk.withUnsafeMutableBytes { try file.read(into: $0) }
      if count == 0 { break }
      var start = 0
      if hasReturn, chunk[0] != lineFeed {
        line.dropReturn()
        guard try line.end([], body) else { return }
      }
      hasReturn = false
      while let end = chunk[start..<count].firstIndex(where: { $0 == lineFeed || $0 == carriageReturn }) {
        var next = end + 1
        var content = start..<end
        if chunk[end] == carriageReturn {
          guard next < count else {
            hasReturn = true
            break
          }
          if chunk[next] == lineFeed {
            content = start..<next
            next += 1
          }
        }
        guard try line.end(chunk[content], body) else { return }
        start = next
      }
      try line.append(chunk[start..<count])
    }
    if hasReturn { line.dropReturn() }
    if hasReturn || line.isBegun { _ = try line.end([], body) }
  }

  /// The line that is being read.
  private struct Line {
    private var number = 1
    /// What came of it before.
    private var begun: [UInt8] = []
    private var isTooLong = false
    private var length = 0

    var isBegun: Bool { isTooLong || !begun.isEmpty }

    mutating func append(_ bytes: ArraySlice<UInt8>) throws(Failure) {
      length += bytes.count
      guard length <= LineReader.patience else {
        throw Failure(reason: "line \(number) has no end within \(LineReader.patience >> 20) MiB")
      }
      // One more for a CR that belongs to the end.
      isTooLong = isTooLong || begun.count + bytes.count > LineReader.limit + 1
      if isTooLong { begun.removeAll() } else { begun += bytes }
    }

    mutating func dropReturn() { if !isTooLong { begun.removeLast() } }

    /// Tells the line with its last bytes, and begins the next; false when no more are wanted.
    mutating func end(_ bytes: ArraySlice<UInt8>, _ body: (Int, UnsafeRawBufferPointer?) throws -> Bool) throws -> Bool {
      defer {
        number += 1
        length = 0
        begun.removeAll(keepingCapacity: true)
        isTooLong = false
      }
      let extent = begun.count + bytes.count - ((bytes.last ?? begun.last) == UInt8(ascii: "\r") ? 1 : 0)
      if isTooLong || extent > LineReader.limit { return try body(number, nil) }
      if begun.isEmpty { return try bytes.withUnsafeBytes { try body(number, $0) } }
      begun += bytes
      return try begun.withUnsafeBytes { try body(number, $0) }
    }
  }
}
