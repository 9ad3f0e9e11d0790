/// The grid on which Florence-2 writes places: 1,000 bins along each side of an image, whatever its size. Bin n is written `<loc_n>`.
public enum LocationGrid {
  /// The number of bins on each axis.
  public static let binCount = 1000

  /// The bin of a coordinate: floor(coordinate / (size / 1000)) in single precision, kept within 0...999, as Florence-2's processor has it.
  ///
  /// - Parameter size: the image's width or height in pixels.
  public static func bin(of coordinate: Float, size: Int) -> Int {
    let bin = (coordinate / width(size: size)).rounded(.down)
    // Not a number is bin 0.
    guard bin > 0 else { return 0 }
    return bin < Float(binCount) ? Int(bin) : binCount - 1
  }

  /// The bin of a whole pixel: floor(pixel * 1000 / size) in whole numbers, kept within 0...999. In single precision a pixel on the border of
  /// two bins may fall into the other one.
  ///
  /// - Parameter size: the image's width or height in pixels.
  package static func bin(ofPixel pixel: Int, size: Int) -> Int { min(max(pixel * binCount / size, 0), binCount - 1) }

  /// The middle of a bin in pixels: (bin + 0.5) * (size / 1000) in single precision.
  public static func coordinate(of bin: Int, size: Int) -> Float { (Float(bin) + 0.5) * width(size: size) }

  /// The token of a bin, 0 to 999.
  public static func token(_ bin: Int) -> String { "<loc_\(bin)>" }

  private static func width(size: Int) -> Float { Float(Double(size) / Double(binCount)) }
}
