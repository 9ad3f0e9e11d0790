import Foundation

/// A stream of random numbers from one key and one stream number; two streams never meet.
public struct PhiloxGenerator: RandomNumberGenerator {
  private let key: UInt64
  private let stream: UInt64
  private var block: UInt64 = 0
  private var pending: UInt64?

  /// The beginning of stream number `stream` under `seed`.
  public init(seed: UInt64, stream: UInt64) {
    key = seed
    self.stream = stream
  }

  /// The next 64 random bits.
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

  /// Uniform in `0..<bound`, without bias. The bound must be positive.
  ///
  /// Own code because the standard library may change how it draws, and a seed's numbers must outlive that.
  /// Source: Lemire, "Fast Random Integer Generation in an Interval", 2019.
  public mutating func index(below bound: Int) -> Int {
    precondition(bound > 0, "no index is below \(bound)")
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// A random order of `0..<count` (Fisher and Yates).
  public mutating func permutation(of count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, index(below: last + 1))
    }
    return order
  }
}
