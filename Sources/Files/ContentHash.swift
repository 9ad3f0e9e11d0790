import SystemPackage

/// 128 bits that tell large contents apart: MurmurHash3 in its variant of 128 bits for 64-bit processors.
///
/// Image features are found by it, so that two contents with one hash would silently be one; and it reads whole pictures and weights,
/// sixteen bytes at a time. `FNV1a` is neither wide nor fast enough for that.
/// Every block of 16 bytes changes the state one to one, so two contents of one length that differ in a single block never share a hash;
/// any others do by an accident of one in 2^128. It protects against no one's intent.
/// Source: Appleby, MurmurHash3, https://github.com/aappleby/smhasher.
package struct ContentHash: Sendable, Hashable {
  package let low: UInt64
  package let high: UInt64

  /// Bytes of a piece, where large contents are hashed piece by piece.
  package static let pieceSize = 1 << 20

  package init(_ bytes: UnsafeRawBufferPointer, seed: UInt32 = 0) {
    var (low, high) = (UInt64(seed), UInt64(seed))
    let end = bytes.count & ~15
    for place in stride(from: 0, to: end, by: 16) {
      low ^= Self.mixedLow(bytes.word(at: place))
      low = (low.rotatedLeft(27) &+ high) &* 5 &+ 0x52DC_E729
      high ^= Self.mixedHigh(bytes.word(at: place + 8))
      high = (high.rotatedLeft(31) &+ low) &* 5 &+ 0x3849_5AB5
    }
    // What is missing to a whole block counts as zeros, which mixing leaves at zero.
    var (lastLow, lastHigh): (UInt64, UInt64) = (0, 0)
    for (place, byte) in bytes[end...].enumerated() {
      if place < 8 { lastLow |= UInt64(byte) << (8 * place) } else { lastHigh |= UInt64(byte) << (8 * (place - 8)) }
    }
    low ^= Self.mixedLow(lastLow) ^ UInt64(bytes.count)
    high ^= Self.mixedHigh(lastHigh) ^ UInt64(bytes.count)
    low &+= high
    high &+= low
    (low, high) = (Self.spread(low), Self.spread(high))
    self.low = low &+ high
    self.high = high &+ self.low
  }

  /// Of several contents in their order.
  package init(_ parts: [ContentHash]) {
    let words = parts.flatMap { [$0.low.littleEndian, $0.high.littleEndian] }
    self = words.withUnsafeBytes { ContentHash($0) }
  }

  package init(_ text: String) {
    self = Array(text.utf8).withUnsafeBytes { ContentHash($0) }
  }

  /// Of a file's bytes, piece by piece.
  ///
  /// - Throws: `Errno`.
  package init(contentsOf file: FileDescriptor) throws {
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceSize, alignment: 16)
    defer { piece.deallocate() }
    var pieces: [ContentHash] = []
    var (offset, filled) = (Int64(0), 0)
    repeat {
      filled = 0
      while filled < piece.count {
        let count = try file.read(fromAbsoluteOffset: offset, into: UnsafeMutableRawBufferPointer(rebasing: piece[filled...]))
        if count == 0 { break }
        filled += count
        offset += Int64(count)
      }
      pieces.append(ContentHash(UnsafeRawBufferPointer(rebasing: piece[..<filled])))
    } while filled == piece.count
    self.init(pieces)
  }

  /// Of bytes in memory: the hash of a file that has them.
  package init(contents bytes: [UInt8]) {
    let pieces = bytes.withUnsafeBytes { bytes in
      // A file whose last piece is full ends with an empty one.
      stride(from: 0, through: bytes.count, by: Self.pieceSize).map { start in
        ContentHash(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + Self.pieceSize, bytes.count)]))
      }
    }
    self.init(pieces)
  }

  /// 32 hexadecimal digits.
  package var text: String { high.hexadecimal + low.hexadecimal }

  private static let lowFactor: UInt64 = 0x87C3_7B91_1142_53D5
  private static let highFactor: UInt64 = 0x4CF5_AD43_2745_937F

  private static func mixedLow(_ word: UInt64) -> UInt64 { (word &* lowFactor).rotatedLeft(31) &* highFactor }

  private static func mixedHigh(_ word: UInt64) -> UInt64 { (word &* highFactor).rotatedLeft(33) &* lowFactor }

  /// Lets every bit reach every other.
  private static func spread(_ word: UInt64) -> UInt64 {
    var word = (word ^ word >> 33) &* 0xFF51_AFD7_ED55_8CCD
    word = (word ^ word >> 33) &* 0xC4CE_B9FE_1A85_EC53
    return word ^ word >> 33
  }
}

extension UInt64 {
  fileprivate func rotatedLeft(_ bits: UInt64) -> UInt64 { self &<< bits | self &>> (64 - bits) }
}

extension UnsafeRawBufferPointer {
  fileprivate func word(at offset: Int) -> UInt64 { UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }
}
