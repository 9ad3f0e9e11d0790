import CSHA256
import Hub
import Testing

/// The hashes of 300 inputs of all lengths from 0, joined and hashed once more, as Python's hashlib has them.
private func chain<Hash: BlockHash>(_: Hash.Type, pieces: Int) -> String {
  func digits(_ bytes: [UInt8]) -> String {
    var hash = StreamHash<Hash>()
    for start in stride(from: 0, to: bytes.count, by: pieces) {
      Array(bytes[start..<min(start + pieces, bytes.count)]).withUnsafeBytes { hash.update($0) }
    }
    return hash.finish()
  }
  let all = (0..<300).map { count in digits((0..<count).map { UInt8(truncatingIfNeeded: $0 * 7 + 3) }) }
  return digits(Array(all.joined().utf8))
}

@Test(arguments: [1, 3, 63, 64, 65, 128, 1000]) func hashesAreThoseOfPython(_ pieces: Int) {
  #expect(chain(SHA1.self, pieces: pieces) == "7d8e9f201389b3812bd17cc7d3ab434b3185e9e9")
  #expect(chain(SHA256.self, pieces: pieces) == "e58750e2a145fc5559c66f9b6cfb156f52894470a74c4daec866d7b6ceea29ea")
}

/// The one is what runs here, the other what runs on a processor without instructions for it.
@Test func bothWaysToSHA256Agree() {
  let bytes = (0..<64 * 37 + 1).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 11) }
  for blocks in 0...37 {
    var (fast, plain) = (Array(0..<8 as Range<UInt32>), Array(0..<8 as Range<UInt32>))
    bytes.withUnsafeBytes {
      // At an odd address.
      csha256_update(&fast, $0.baseAddress! + 1, blocks)
      csha256_update_plainly(&plain, $0.baseAddress! + 1, blocks)
    }
    #expect(fast == plain, "\(blocks) blocks")
  }
}
