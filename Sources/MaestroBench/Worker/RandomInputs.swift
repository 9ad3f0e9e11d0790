import Florence

/// Pixels and tokens at random, the same in every program that draws them: each number is a function of its stream and its place alone.
enum RandomInputs {
  /// Words of a prompt, the end token not counted.
  static let promptWords = 12

  /// What is drawn for each sample; the peer's script has the same numbers.
  private enum Stream: UInt64 {
    case pixels = 1
    case words
    case labels
  }

  /// SplitMix64, which is a counter and a hash of it.
  private static func bits(_ stream: Stream, _ place: Int) -> UInt64 {
    var z = stream.rawValue << 40 &+ (UInt64(place) &+ 1) &* 0x9e37_79b9_7f4a_7c15
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }

  /// Of mean 0 and deviation 1, close to normal: the sum of the four quarters of a draw.
  static func number(_ place: Int) -> Float {
    let draw = bits(.pixels, place)
    let sum = (0..<4).reduce(0.0) { $0 + Double(draw >> (16 * $1) & 0xffff) }
    return Float((sum / 65536 - 2) * 1.7320508075688772)
  }

  /// A picture, (extent, extent, 3). Places are counted row by row, the three colours of a pixel together.
  static func pixels(sample: Int, extent: Int) -> [Float] {
    let count = extent * extent * 3
    return (0..<count).map { number(sample * count + $0) }
  }

  private static func tokens(_ stream: Stream, sample: Int, count: Int, of configuration: TextConfiguration) -> [Int32] {
    let first: UInt64 = 4
    let choice = UInt64(configuration.vocabularySize - 100) - first
    return (0..<count).map { Int32(first + bits(stream, sample * count + $0) % choice) }
  }

  static func prompt(sample: Int, of configuration: TextConfiguration) -> [Int32] {
    tokens(.words, sample: sample, count: promptWords, of: configuration) + [configuration.endID]
  }

  static func label(sample: Int, count: Int, of configuration: TextConfiguration) -> [Int32] {
    tokens(.labels, sample: sample, count: count, of: configuration)
  }
}
