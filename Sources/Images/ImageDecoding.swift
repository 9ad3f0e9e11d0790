import CImageCodec

extension Image {
  /// Decodes a PNG or JPEG from memory to the pixels of Pillow's `Image.open(file).convert("RGB")`.
  ///
  /// Transparency is dropped, not composited; grey of 16 bits is clipped at 255, colour of 16 bits keeps its high byte; CMYK is converted
  /// naively; orientation, gamma and colour profiles are not applied; of an animation the first picture is read.
  /// - Throws: `ImageError` naming `file`.
  public init(decoding bytes: [UInt8], file: String) throws {
    let (format, size) = try Self.header(of: bytes, file: file)
    let bound = codec_size(width: UInt32(size.width), height: UInt32(size.height))
    var outcome = CodecOutcome()
    let pixels = [UInt8](unsafeUninitializedCapacity: size.width * size.height * 3) { pixels, count in
      outcome = CodecOutcome { message in
        switch format {
        case .png: codec_png_decode(bytes, bytes.count, bound, pixels.baseAddress, message)
        case .jpeg: codec_jpeg_decode(bytes, bytes.count, bound, pixels.baseAddress, message)
        }
      }
      count = outcome.isGood ? pixels.count : 0
    }
    try outcome.check(file: file)
    self.init(width: size.width, height: size.height, pixels: pixels)
  }

  /// The format and size that the beginning of a file states.
  ///
  /// - Throws: `ImageError`; `.truncated` when `bytes` end before the size is known.
  static func header(of bytes: [UInt8], file: String) throws -> (format: ImageFormat, size: ImageSize) {
    if bytes.isEmpty { throw ImageError(.empty, file: file) }
    let format: ImageFormat
    switch FileSignature(bytes) {
    case .image(let known): format = known
    case .other(let name): throw ImageError(.otherFormat(name), file: file)
    case .unknown: throw ImageError(.otherFormat(nil), file: file)
    }
    var size = codec_size()
    let outcome = CodecOutcome { message in
      switch format {
      case .png: codec_png_size(bytes, bytes.count, &size, message)
      case .jpeg: codec_jpeg_size(bytes, bytes.count, &size, message)
      }
    }
    try outcome.check(file: file)
    let (width, height) = (Int(size.width), Int(size.height))
    if max(width, height) > sideLimit { throw ImageError(.tooLong(width: width, height: height), file: file) }
    if width * height > pixelLimit { throw ImageError(.tooManyPixels(width: width, height: height), file: file) }
    return (format, ImageSize(width: width, height: height))
  }
}
