import Tensors

/// A rounding of weights to few bits each, as bitsandbytes does it.
enum Quantization: Sendable, Hashable {
  /// The 16 quantiles of a normal distribution, scaled by the largest magnitude of each 64 numbers in a row.
  ///
  /// Source: Dettmers et al., "QLoRA", 2023.
  case normalFloat4
  /// Whole numbers from -127 to 127, scaled by the largest magnitude of each row; the weight is rounded to Float16 first.
  ///
  /// Source: Dettmers et al., "LLM.int8()", 2022.
  case integer8

  /// By the number of bits; nil when there is none.
  init?(bits: Int) {
    switch bits {
    case 4: self = .normalFloat4
    case 8: self = .integer8
    default: return nil
    }
  }

  /// The weight (outputs, inputs) as its rounded form gives it back.
  func rounded(_ weight: Tensor) -> Tensor {
    var result = weight
    let (count, width) = (weight.count, weight.shape[1])
    result.withMutablePointer { numbers in round(numbers, count: count, width: width) }
    return result
  }

  private func round(_ numbers: UnsafeMutablePointer<Float>, count: Int, width: Int) {
    switch self {
    case .normalFloat4:
      Parallel.unsafeForBlocks(of: count, blockSize: 256 * Self.blockLength) { range in
        for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.blockLength) {
          Self.roundBlock(numbers + start, min(Self.blockLength, count - start))
        }
      }
    case .integer8:
      Parallel.unsafeForBlocks(of: count / width, blockSize: rowBlockSize(width)) { rows in
        for row in rows { Self.roundRow(numbers + row * width, width) }
      }
    }
  }

  private static let blockLength = 64
  private static let normalQuantiles: [Float] = [
    -1, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453, -0.28444138169288635, -0.18477343022823334, -0.09105003625154495, 0,
    0.07958029955625534, 0.16093020141124725, 0.24611230194568634, 0.33791524171829224, 0.44070982933044434, 0.5626170039176941,
    0.7229568362236023, 1,
  ]
  /// Half way between neighbours; a number on one belongs to the lower side.
  private static let bounds = zip(normalQuantiles, normalQuantiles.dropFirst()).map { ($0 + $1) / 2 }

  private static func roundBlock(_ numbers: UnsafeMutablePointer<Float>, _ count: Int) {
    let largest = magnitude(numbers, count)
    // bitsandbytes multiplies whole blocks by the reciprocal and divides a shorter last one.
    let reciprocal = 1 / max(largest, 1e-38)
    for index in 0..<count {
      let scaled = count == blockLength ? numbers[index] * reciprocal : numbers[index] / max(largest, 1e-38)
      let level = bounds.count { $0 < min(max(scaled, -1), 1) }
      numbers[index] = normalQuantiles[level] * largest
    }
  }

  private static func roundRow(_ numbers: UnsafeMutablePointer<Float>, _ count: Int) {
    for index in 0..<count { numbers[index] = Float(Float16(numbers[index])) }
    let largest = magnitude(numbers, count)
    guard largest > 0 else { return }
    // So torch divides a number by a tensor, which decides ties.
    let factor = 1 / largest * 127
    for index in 0..<count {
      numbers[index] = (numbers[index] * factor).rounded(.toNearestOrEven) * largest * 7.874015718698502e-3
    }
  }

  private static func magnitude(_ numbers: UnsafeMutablePointer<Float>, _ count: Int) -> Float {
    var largest: Float = 0
    for index in 0..<count { largest = max(largest, abs(numbers[index])) }
    return largest
  }
}
