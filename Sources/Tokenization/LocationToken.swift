/// `<loc_n>`: how Florence-2 writes a coordinate, as one of 1,000 bins along a side of the image.
public enum LocationToken {
  /// The number of bins on each axis, whatever the image's size.
  public static let binCount = FlorenceTokens.locationCount

  /// The bin of a coordinate: floor(coordinate / (size / 1000)) in single precision, kept within 0...999.
  ///
  /// - Parameter size: the image's width or height in pixels.
  public static func bin(of coordinate: Float, size: Int) -> Int {
    let bin = (coordinate / width(size: size)).rounded(.down)
    // Not a number is bin 0.
    guard bin > 0 else { return 0 }
    return bin < Float(binCount) ? Int(bin) : binCount - 1
  }

  /// The middle of a bin in pixels: (bin + 0.5) * (size / 1000) in single precision.
  public static func coordinate(of bin: Int, size: Int) -> Float { (Float(bin) + 0.5) * width(size: size) }

  /// The token of a bin, 0 to 999.
  public static func text(_ bin: Int) -> String { FlorenceTokens.location(bin) }

  private static func width(size: Int) -> Float { Float(Double(size) / Double(binCount)) }

  /// The location that `text` begins with: its bin and its length in bytes.
  ///
  /// Nil when it begins with none: a bin above 999 is no location. Leading zeros, which no token has, are allowed.
  package static func leading(_ text: ArraySlice<UInt8>) -> (bin: Int, length: Int)? {
    guard text.starts(with: opening) else { return nil }
    var bin = 0
    var index = text.startIndex + opening.count
    while index < text.endIndex, let digit = digit(text[index]) {
      bin = min(bin * 10 + digit, binCount)
      index += 1
    }
    let isClosed = index < text.endIndex && text[index] == UInt8(ascii: ">")
    guard isClosed, index > text.startIndex + opening.count, bin < binCount else { return nil }
    return (bin, index + 1 - text.startIndex)
  }

  private static let opening = Array("<loc_".utf8)

  private static func digit(_ byte: UInt8) -> Int? {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int(byte - UInt8(ascii: "0")) : nil
  }
}
