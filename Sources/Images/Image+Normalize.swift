extension Image {
  /// The pixels as a model reads them, `(height, width, 3)`: `(value * rescale - mean) / standardDeviation`, each channel with its own.
  ///
  /// The product is taken in double precision and rounded, the rest in single precision: bit for bit `CLIPImageProcessor`.
  /// - Precondition: `mean` and `standardDeviation` have three elements.
  public func normalized(mean: [Float], standardDeviation: [Float], rescale: Double = 1.0 / 255) -> [Float] {
    precondition(mean.count == 3 && standardDeviation.count == 3, "\(mean.count) means, \(standardDeviation.count) deviations, 3 channels")
    // What each of the 256 values becomes in each channel.
    let table = (0..<3).flatMap { channel in
      (0..<256).map { (Float(Double($0) * rescale) - mean[channel]) / standardDeviation[channel] }
    }
    return [Float](unsafeUninitializedCapacity: pixels.count) { target, count in
      table.withUnsafeBufferPointer { table in
        pixels.withUnsafeBufferPointer { pixels in
          for i in stride(from: 0, to: pixels.count, by: 3) {
            target[i] = table[Int(pixels[i])]
            target[i + 1] = table[256 + Int(pixels[i + 1])]
            target[i + 2] = table[512 + Int(pixels[i + 2])]
          }
        }
      }
      count = pixels.count
    }
  }
}
