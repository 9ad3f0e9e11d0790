/// A picture: red, green and blue bytes, rows from the top.
public struct Image: Sendable, Hashable {
  /// Columns of pixels.
  public let width: Int
  /// Rows of pixels.
  public let height: Int
  /// `(height, width, 3)` bytes; the pixel in column `x` of row `y` begins at `(y * width + x) * 3`.
  public let pixels: [UInt8]

  /// The most pixels that a file may have, Pillow's limit: twice that of its warning.
  public static let pixelLimit = 178_956_970
  /// The longest side that a file's picture may have: twice what a JPEG can. A picture of one long line takes gigabytes when it is made square.
  public static let sideLimit = 131_072

  /// An image of the given pixels.
  ///
  /// - Precondition: `width` and `height` are positive, and there are three bytes for each pixel.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0, "an image of \(width) x \(height) pixels")
    precondition(pixels.count == width * height * 3, "\(pixels.count) bytes for \(width) x \(height) pixels of 3 bytes")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// Columns and rows.
  public var size: ImageSize { ImageSize(width: width, height: height) }

  /// The mean of each channel over all pixels, 0...255.
  public var channelMeans: (red: Double, green: Double, blue: Double) {
    var sums = (red: 0, green: 0, blue: 0)
    pixels.withUnsafeBufferPointer { pixels in
      for i in stride(from: 0, to: pixels.count, by: 3) {
        sums.red += Int(pixels[i])
        sums.green += Int(pixels[i + 1])
        sums.blue += Int(pixels[i + 2])
      }
    }
    let count = Double(width * height)
    return (Double(sums.red) / count, Double(sums.green) / count, Double(sums.blue) / count)
  }
}

/// Columns and rows of pixels.
public struct ImageSize: Sendable, Hashable {
  /// Columns.
  public var width: Int
  /// Rows.
  public var height: Int

  /// A size of `width` columns and `height` rows.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }
}
