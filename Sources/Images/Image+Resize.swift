import CImageCodec

extension Image {
  /// The image at another size, whatever its proportions: bit for bit Pillow's `resize((width, height), BICUBIC)`.
  ///
  /// First the rows, then the columns, bytes in between; an axis that keeps its length is left alone.
  /// - Precondition: `width` and `height` are positive.
  public func resized(width: Int, height: Int) -> Image {
    precondition(width > 0 && height > 0, "resizing to \(width) x \(height) pixels")
    return resizedRows(to: width).resizedColumns(to: height)
  }

  private func resizedRows(to newWidth: Int) -> Image {
    if newWidth == width { return self }
    let filter = BicubicFilter(from: width, to: newWidth)
    var scratch = [UInt8](repeating: 0, count: (width + newWidth + 2) * 3)
    let resized = [UInt8](unsafeUninitializedCapacity: newWidth * height * 3) { target, count in
      filter.withFilter { codec_resample_rows(pixels, width, target.baseAddress, newWidth, height, $0, &scratch) }
      count = target.count
    }
    return Image(width: newWidth, height: height, pixels: resized)
  }

  private func resizedColumns(to newHeight: Int) -> Image {
    if newHeight == height { return self }
    let filter = BicubicFilter(from: height, to: newHeight)
    let resized = [UInt8](unsafeUninitializedCapacity: width * newHeight * 3) { target, count in
      filter.withFilter { codec_resample_columns(pixels, width * 3, target.baseAddress, newHeight, $0) }
      count = target.count
    }
    return Image(width: width, height: newHeight, pixels: resized)
  }
}

extension BicubicFilter {
  fileprivate func withFilter(_ body: (codec_filter) -> Void) {
    first.withUnsafeBufferPointer { first in
      count.withUnsafeBufferPointer { count in
        weights.withUnsafeBufferPointer { weights in
          body(codec_filter(first: first.baseAddress, count: count.baseAddress, weights: weights.baseAddress, stride: stride))
        }
      }
    }
  }
}
