import Files
import TestSupport
import Testing

@Suite struct ContentHashTests {
  private func hash(_ bytes: [UInt8], seed: UInt32 = 0) -> ContentHash { bytes.withUnsafeBytes { ContentHash($0, seed: seed) } }

  private func bytes(_ hash: ContentHash) -> [UInt8] {
    [hash.low, hash.high].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
  }

  /// The verification value that the authors' own test suite, SMHasher, has for this hash: it covers every length up to 255.
  @Test func isTheirs() {
    let hashes = (0..<256).flatMap { length in
      bytes(hash((0..<length).map { UInt8($0) }, seed: UInt32(256 - length)))
    }
    #expect(UInt32(truncatingIfNeeded: hash(hashes).low) == 0x6384_BA69)
  }

  @Test func textsHaveAllDigits() {
    #expect(hash([]).text == String(repeating: "0", count: 32))
    #expect(Set((0..<64).map { hash([UInt8($0)]).text }).count == 64)
    for byte in 0..<64 { #expect(hash([UInt8(byte)]).text.count == 32) }
  }

  @Test func everyBitCounts() {
    let original = (0..<100).map { UInt8($0) }
    var seen: Set = [hash(original)]
    for bit in 0..<800 {
      var changed = original
      changed[bit / 8] ^= 1 << (bit % 8)
      seen.insert(hash(changed))
    }
    for length in 0..<100 { seen.insert(hash(Array(original[..<length]))) }
    #expect(seen.count == 901)
  }
}
