/// A hash that takes its input in blocks, the last one filled up with the length of the whole.
package protocol BlockHash {
  static var blockSize: Int { get }
  init()
  /// Takes whole blocks in.
  mutating func update(blocks: UnsafeRawBufferPointer)
  /// The hash in hexadecimal.
  var digits: String { get }
}

/// Hashes bytes that come in pieces.
package struct StreamHash<Hash: BlockHash> {
  private var hash = Hash()
  private var rest: [UInt8] = []
  private var count: UInt64 = 0

  package init() {}

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    count += UInt64(bytes.count)
    var bytes = bytes[...]
    if !rest.isEmpty {
      let missing = min(Hash.blockSize - rest.count, bytes.count)
      rest += bytes.prefix(missing)
      bytes = bytes.dropFirst(missing)
      guard rest.count == Hash.blockSize else { return }
      rest.withUnsafeBytes { hash.update(blocks: $0) }
    }
    let whole = bytes.count / Hash.blockSize * Hash.blockSize
    hash.update(blocks: UnsafeRawBufferPointer(rebasing: bytes.prefix(whole)))
    rest = Array(bytes.dropFirst(whole))
  }

  package mutating func update(_ text: String) { Array(text.utf8).withUnsafeBytes { update($0) } }

  /// The hash in hexadecimal; nothing may follow.
  package mutating func finish() -> String {
    let length = withUnsafeBytes(of: (count * 8).bigEndian) { Array($0) }
    let zeros = (2 * Hash.blockSize - 9 - rest.count) % Hash.blockSize
    ([0x80] + Array(repeating: UInt8(0), count: zeros) + length).withUnsafeBytes { update($0) }
    return hash.digits
  }
}

extension UInt32 {
  @inline(__always) func rotatedRight(_ bits: UInt32) -> UInt32 { self &>> bits | self &<< (32 - bits) }

  /// Eight hexadecimal digits.
  var digits: String {
    let digits = String(self, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
