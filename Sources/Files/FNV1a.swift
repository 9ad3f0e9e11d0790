/// A short digest of contents, the same on every machine: FNV-1a, 64 bits. It finds mistakes, not forgeries.
///
/// It stands in files (the sums of saved sessions, the datasets and weights that a saved state names), so it is what it always was.
/// It takes one byte after the other; large contents are told apart by `ContentHash`.
/// Source: Fowler, Noll, Vo, http://www.isthe.com/chongo/tech/comp/fnv.
package struct FNV1a: Sendable, Hashable {
  private var state: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Of nothing yet.
  package init() {}

  /// Of a text in UTF-8.
  package init(_ text: some StringProtocol) { combine(text.utf8) }

  /// Goes on with more bytes.
  package mutating func combine(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
  }

  /// Goes on with the eight bytes of a number, the lowest first.
  package mutating func combine(_ number: Int) {
    withUnsafeBytes(of: Int64(number).littleEndian) { combine($0) }
  }

  /// Sixteen hexadecimal digits.
  package var text: String { state.hexadecimal }
}

extension UInt64 {
  /// All sixteen digits.
  var hexadecimal: String {
    let digits = String(self, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
