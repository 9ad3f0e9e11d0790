import CImageCodec

/// What becomes of grey of 16 bits, as X-rays, depth and microscopes have it.
public enum Grey16: Sendable, Hashable {
  /// All above 255 is white, as in Pillow's `convert("RGB")`.
  case clipped
  /// The darkest pixel of each picture becomes black and the brightest white.
  case stretched
}

extension Image {
  /// Decodes a PNG or JPEG from memory to the pixels of Pillow's `Image.open(file).convert("RGB")`.
  ///
  /// Transparency is dropped, not composited; grey of 16 bits is clipped at 255 unless `grey16` says otherwise, colour of 16 bits keeps its high byte; CMYK is converted
  /// naively; orientation, gamma and colour profiles are not applied; of an animation the first picture is read.
  /// - Throws: `ImageError` naming `file`.
  public init(decoding bytes: [UInt8], file: String, grey16: Grey16 = .clipped) throws {
    self = try Self.decoded(bytes, file: file, grey16).image
  }

  /// The share of a picture's pixels, 0 to 1, that become white because they are grey of 16 bits above 255; nil for any other picture.
  ///
  /// - Throws: `ImageError` as decoding it does.
  package static func clippedShare(of source: ImageSource) throws -> Double? {
    // Behind the signature and the beginning of the first chunk: width, height, bits, kind of colour.
    let (bits, colour) = (24, 25)
    let bytes: [UInt8]
    switch source {
    case .pixels: return nil
    case .encoded(let encoded, _): bytes = encoded
    case .file(let path):
      let head = try ImageHead.bytes(of: path, upTo: FileSignature.length)
      guard head.count > colour, FileSignature(head) == .image(.png), head[bits] == 16, head[colour] == 0 else { return nil }
      bytes = try ImageHead.bytes(of: path, upTo: .max)
    }
    guard bytes.count > colour, FileSignature(bytes) == .image(.png), bytes[bits] == 16, bytes[colour] == 0 else { return nil }
    let (image, bright) = try decoded(bytes, file: source.name, .clipped)
    return Double(bright) / Double(image.width * image.height)
  }

  /// A picture, and how many of its pixels are grey of 16 bits above 255.
  private static func decoded(_ bytes: [UInt8], file: String, _ grey16: Grey16) throws -> (image: Image, bright: UInt64) {
    let (format, size) = try header(of: bytes, file: file)
    let bound = codec_size(width: UInt32(size.width), height: UInt32(size.height))
    var grey = codec_grey16(stretches: grey16 == .stretched, bright: 0)
    var outcome = CodecOutcome()
    let pixels = [UInt8](unsafeUninitializedCapacity: size.width * size.height * 3) { pixels, count in
      outcome = CodecOutcome { message in
        switch format {
        case .png: codec_png_decode(bytes, bytes.count, bound, &grey, pixels.baseAddress, message)
        case .jpeg: codec_jpeg_decode(bytes, bytes.count, bound, pixels.baseAddress, message)
        }
      }
      count = outcome.isGood ? pixels.count : 0
    }
    try outcome.check(file: file)
    return (Image(width: size.width, height: size.height, pixels: pixels), grey.bright)
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
