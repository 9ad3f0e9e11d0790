/// Which input positions make each output position of one axis, and with what weights: Pillow's bicubic filter, a = -0.5.
///
/// Shrinking widens the filter by the scale, which is what keeps a small picture free of jaggies. Weights are computed in double precision,
/// normalised to a sum of one and rounded to units of 2^-22, as in Pillow's `Resample.c`, so that the resampled bytes are the same.
struct BicubicFilter {
  private(set) var first: [Int32] = []
  private(set) var count: [Int32] = []
  /// `stride` weights for each output position, of which `count` are used.
  private(set) var weights: [Int32]
  let stride: Int

  init(from inputs: Int, to outputs: Int) {
    let scale = Double(inputs) / Double(outputs)
    let widening = max(scale, 1)
    let support = 2 * widening
    let narrowing = 1 / widening
    stride = Int(support.rounded(.up)) * 2 + 1
    weights = [Int32](repeating: 0, count: outputs * stride)
    for output in 0..<outputs {
      let center = (Double(output) + 0.5) * scale
      let start = max(0, Int(center - support + 0.5))
      let end = min(inputs, Int(center + support + 0.5))
      let taps = (start..<end).map { Self.kernel((Double($0 - start) + Double(start) - center + 0.5) * narrowing) }
      let sum = taps.reduce(0, +)
      for (tap, value) in taps.enumerated() {
        let share = sum == 0 ? value : value / sum
        weights[output * stride + tap] = Int32(share * Double(1 << 22) + (share < 0 ? -0.5 : 0.5))
      }
      first.append(Int32(start))
      count.append(Int32(end - start))
    }
  }

  /// Keys' cubic convolution kernel, in Pillow's order of operations.
  private static func kernel(_ x: Double) -> Double {
    let a = -0.5
    let x = abs(x)
    if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    if x < 2 { return (((x - 5) * x + 8) * x - 4) * a }
    return 0
  }
}
