import Foundation

/// Counter-based randomness, Philox4x32-10: the same key and counter give the same four words wherever and whenever they are asked for.
///
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011.
public enum Philox {
  /// Four random words for a 128-bit counter under a 64-bit key.
  public static func words(key: UInt64, counter: SIMD4<UInt32>) -> SIMD4<UInt32> {
    var k0 = UInt32(truncatingIfNeeded: key)
    var k1 = UInt32(truncatingIfNeeded: key >> 32)
    var c = counter
    for _ in 0..<10 {
      let a = UInt64(0xD251_1F53) * UInt64(c[0])
      let b = UInt64(0xCD9E_8D57) * UInt64(c[2])
      c = SIMD4(
        UInt32(truncatingIfNeeded: b >> 32) ^ c[1] ^ k0, UInt32(truncatingIfNeeded: b),
        UInt32(truncatingIfNeeded: a >> 32) ^ c[3] ^ k1, UInt32(truncatingIfNeeded: a))
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return c
  }
}

/// A stream of random numbers from one key and one stream number; two streams never meet.
public struct PhiloxGenerator: RandomNumberGenerator {
  private let key: UInt64
  private let stream: UInt64
  private var block: UInt64 = 0
  private var pending: UInt64?

  public init(seed: UInt64, stream: UInt64) {
    key = seed
    self.stream = stream
  }

  public mutating func next() -> UInt64 {
    if let word = pending {
      pending = nil
      return word
    }
    let words = Philox.words(
      key: key,
      counter: SIMD4(
        UInt32(truncatingIfNeeded: block), UInt32(truncatingIfNeeded: block >> 32),
        UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32)))
    block += 1
    pending = UInt64(words[2]) | UInt64(words[3]) << 32
    return UInt64(words[0]) | UInt64(words[1]) << 32
  }

  /// Uniform in [0, 1), 24 bits.
  public mutating func uniform() -> Float { Float(next() >> 40) * 0x1p-24 }

  /// Standard normal, by Box and Muller.
  public mutating func normal() -> Float {
    let radius = (-2 * log(1 - Double(next() >> 11) * 0x1p-53)).squareRoot()
    return Float(radius * cos(2 * .pi * Double(next() >> 11) * 0x1p-53))
  }

  /// A random order of `0..<count` (Fisher and Yates).
  public mutating func permutation(of count: Int) -> [Int] {
    var order = Array(0..<count)
    order.shuffle(using: &self)
    return order
  }
}
