import Crypto
import Essentials
import SystemPackage

/// What a file's contents are known by on the hub, as its entity tag says.
enum Checksum: Hashable {
  /// Of the contents: large files.
  case sha256(String)
  /// Of git's blob of the contents: small files.
  case gitBlob(String)
  /// A tag that says nothing about the contents.
  case none

  /// - Parameter tag: an entity tag without its quotes.
  init(tag: String) {
    let isHash = tag.allSatisfy { "0123456789abcdef".contains($0) }
    self =
      switch tag.utf8.count {
      case 64 where isHash: .sha256(tag)
      case 40 where isHash: .gitBlob(tag)
      default: .none
      }
  }

  /// Whether a file has these contents.
  ///
  /// - Throws: `Errno`, `Stopped`.
  func fits(_ file: FileDescriptor, size: Int, stop: StopToken) throws -> Bool {
    switch self {
    case .none: return true
    case .sha256(let expected): return try Self.digits(of: file, SHA256(), stop) == expected
    case .gitBlob(let expected):
      // Git's choice; it finds damage, and would not stop a forger.
      var hash = Insecure.SHA1()
      Array("blob \(size)\0".utf8).withUnsafeBytes { hash.update(bufferPointer: $0) }
      return try Self.digits(of: file, hash, stop) == expected
    }
  }

  /// In hexadecimal, of what was hashed before and the whole file.
  private static func digits(of file: FileDescriptor, _ hash: some HashFunction, _ stop: StopToken) throws -> String {
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { piece.deallocate() }
    var hash = hash
    var offset = Int64(0)
    while true {
      try stop.check()
      let count = try file.read(fromAbsoluteOffset: offset, into: piece)
      guard count > 0 else { break }
      hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: piece[..<count]))
      offset += Int64(count)
    }
    return hash.finalize().map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }
}
