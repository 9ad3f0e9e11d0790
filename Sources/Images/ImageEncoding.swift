import CImageCodec
import Essentials
import Files
import SystemPackage

extension Image {
  /// How an image becomes a file.
  public enum Encoding: Sendable, Hashable {
    case png
    /// Quality 1...100; colour is kept at half resolution.
    case jpeg(quality: Int)
  }

  /// The bytes of a PNG or JPEG file.
  ///
  /// - Throws: `ImageError` when the format cannot hold the image: a JPEG has at most 65,500 rows and columns.
  public func encoded(as encoding: Encoding = .png) throws -> [UInt8] {
    try encoded(as: encoding, file: "image")
  }

  /// Writes the image as its name says: `.png`, `.jpg` or `.jpeg`; any other name becomes a PNG.
  ///
  /// - Returns: the file's bytes.
  /// - Throws: `ImageError`, or `Faults` when the file cannot be written; an older file is then still whole.
  @discardableResult public func write(to path: FilePath, jpegQuality: Int = 90) throws -> [UInt8] {
    let encoding: Encoding =
      switch path.extension?.lowercased() {
      case "jpg", "jpeg": .jpeg(quality: jpegQuality)
      default: .png
      }
    let bytes = try encoded(as: encoding, file: path.string)
    try AtomicFile.write(bytes, to: path)
    return bytes
  }

  private func encoded(as encoding: Encoding, file: String) throws -> [UInt8] {
    guard let width = UInt32(exactly: width), let height = UInt32(exactly: height) else {
      throw ImageError(.tooManyPixels(width: width, height: height), file: file)
    }
    let size = codec_size(width: width, height: height)
    var buffer = codec_buffer()
    defer { codec_free(buffer) }
    try CodecOutcome { message in
      switch encoding {
      case .png: codec_png_encode(pixels, size, &buffer, message)
      case .jpeg(let quality): codec_jpeg_encode(pixels, size, Int32(min(max(quality, 1), 100)), &buffer, message)
      }
    }.check(file: file)
    return Array(UnsafeBufferPointer(start: buffer.bytes, count: buffer.count))
  }
}
