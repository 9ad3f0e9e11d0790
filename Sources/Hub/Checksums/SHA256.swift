import CSHA256

/// The hash by which the hub names large files. Source: NIST, FIPS 180-4.
package struct SHA256: BlockHash {
  package static let blockSize = 64
  private var state: [UInt32] = [
    0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19,
  ]

  package init() {}

  package mutating func update(blocks: UnsafeRawBufferPointer) {
    csha256_update(&state, blocks.baseAddress, blocks.count / Self.blockSize)
  }

  package var digits: String { state.map(\.digits).joined() }
}
