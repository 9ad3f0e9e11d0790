import Foundation
import SystemPackage

/// Whether a file begins as those of COCO do: an object with a list of images or annotations.
enum COCOBeginning {
  /// Bytes that are looked at; long lists of licences and categories may come first.
  private static let extent = 4 << 20

  static func isAt(_ path: FilePath) -> Bool {
    guard path.isFile, let bytes = try? bytes(of: path) else { return false }
    return lists(in: bytes).contains { $0 == "images" || $0 == "annotations" }
  }

  private static func bytes(of path: FilePath) throws -> [UInt8] {
    let file = try FileDescriptor.open(path, .readOnly, options: [.nonBlocking, .closeOnExec])
    return try file.closeAfter {
      var status = stat()
      guard fstat(file.rawValue, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return [] }
      return try [UInt8](unsafeUninitializedCapacity: min(extent, Int(status.st_size))) { buffer, count in
        count = try file.read(fromAbsoluteOffset: 0, into: UnsafeMutableRawBufferPointer(buffer))
      }
    }
  }

  /// The names of the outermost object's members that are lists.
  private static func lists(in bytes: [UInt8]) -> [String] {
    var names: [String] = []
    var depth = 0
    var text: Range<Int>?
    var index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    guard bytes[index...].first(where: { $0 > UInt8(ascii: " ") }) == UInt8(ascii: "{") else { return [] }
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\""):
        let start = index + 1
        index = start
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") { index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1 }
        if depth == 1 { text = start..<min(index, bytes.count) }
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        if depth == 1, bytes[index] == UInt8(ascii: "["), let text { names.append(String(decoding: bytes[text], as: UTF8.self)) }
        depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: ","): if depth == 1 { text = nil }
      default: break
      }
      index += 1
    }
    return names
  }
}
