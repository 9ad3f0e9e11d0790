/// The hash by which git, and so the hub, names small files. Source: NIST, FIPS 180-4.
package struct SHA1: BlockHash {
  package static let blockSize = 64
  private var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
  private var words = Array(repeating: UInt32(0), count: 80)

  package init() {}

  package mutating func update(blocks: UnsafeRawBufferPointer) {
    for start in stride(from: 0, to: blocks.count, by: Self.blockSize) {
      update(block: UnsafeRawBufferPointer(rebasing: blocks[start..<start + Self.blockSize]))
    }
  }

  private mutating func update(block: UnsafeRawBufferPointer) {
    for i in 0..<16 { words[i] = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: i * 4, as: UInt32.self)) }
    for i in 16..<80 { words[i] = (words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16]).rotatedRight(31) }
    var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
    for i in 0..<80 {
      let (mixed, constant): (UInt32, UInt32) =
        switch i {
        case ..<20: ((b & c) | (~b & d), 0x5A82_7999)
        case ..<40: (b ^ c ^ d, 0x6ED9_EBA1)
        case ..<60: ((b & c) | (b & d) | (c & d), 0x8F1B_BCDC)
        default: (b ^ c ^ d, 0xCA62_C1D6)
        }
      let next = a.rotatedRight(27) &+ mixed &+ e &+ constant &+ words[i]
      (e, d, c, b, a) = (d, c, b.rotatedRight(2), a, next)
    }
    for (index, value) in [a, b, c, d, e].enumerated() { state[index] &+= value }
  }

  package var digits: String { state.map(\.digits).joined() }
}
