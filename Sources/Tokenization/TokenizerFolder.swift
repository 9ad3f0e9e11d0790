import Essentials
import Files
import Foundation
import SystemPackage

/// Reads the files of a tokenizer and collects every fault on the way.
struct TokenizerFolder {
  private let source: FileSource
  private(set) var faults: [Diagnostic] = []

  /// A real tokenizer.json has some 4 MB.
  private static let largestFile = 64 << 20

  init(_ source: FileSource) { self.source = source }

  func has(_ name: String) -> Bool { source.has(name) }

  mutating func report(_ message: String, file name: String? = nil, line: Int? = nil, hint: String? = nil) {
    let path = name.map { source.path.appending($0) } ?? source.path
    faults.append(Diagnostic(.data, message, file: path.string, line: line, hint: hint))
  }

  /// The bytes of a file; nil, with a fault, when it cannot be read or is no tokenizer's by its size.
  mutating func bytes(of name: String) -> Data? {
    switch source {
    case .folder(let folder): bytes(of: folder.appending(name), name)
    case .program(let files): files[name].map { Data($0) }
    }
  }

  private mutating func bytes(of file: FilePath, _ name: String) -> Data? {
    do {
      // Nothing but a regular file: opening a pipe would wait for its writer.
      let descriptor = try FileDescriptor.open(file, .readOnly, options: [.nonBlocking])
      return try descriptor.closeAfter {
        var status = stat()
        guard fstat(descriptor.rawValue, &status) == 0 else { throw Errno(rawValue: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { return fail("is no file", name) }
        guard status.st_size <= Self.largestFile else {
          return fail("has \(status.st_size) bytes; no tokenizer's file has more than \(Self.largestFile)", name)
        }
        var data = Data(count: Int(status.st_size))
        let count = try data.withUnsafeMutableBytes { try descriptor.readAll(into: $0) }
        guard !GitLFSPointer.begins(data) else {
          faults.append(GitLFSPointer.fault(in: file))
          return nil
        }
        return data.prefix(count)
      }
    } catch {
      return fail("cannot be read: \(error)", name)
    }
  }

  private mutating func fail(_ message: String, _ name: String) -> Data? {
    report(message, file: name)
    return nil
  }

  /// The JSON object in a file; nil, with a fault, when there is none.
  mutating func object(in name: String) -> [String: Any]? {
    guard let data = bytes(of: name) else { return nil }
    do {
      guard let object = try JSONSerialization.jsonObject(with: data) as? [String: Any] else {
        report("holds no JSON object", file: name)
        return nil
      }
      return object
    } catch {
      let reason = (error as NSError).userInfo["NSDebugDescription"] as? String ?? "\(error)"
      report("is no JSON: \(reason)", file: name, hint: "was it downloaded whole?")
      return nil
    }
  }
}

extension FileDescriptor {
  /// Reads until `buffer` is full or the file ends; returns the number of bytes read.
  fileprivate func readAll(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var total = 0
    while total < buffer.count {
      let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[total...]))
      if count == 0 { break }
      total += count
    }
    return total
  }
}
