import Files

/// The formats that are read and written.
public enum ImageFormat: Sendable, Hashable {
  case png
  case jpeg
}

/// What the first bytes of a file say that it is.
enum FileSignature: Hashable {
  case image(ImageFormat)
  /// A format that is not read: its name, with an article.
  case other(String)
  case unknown

  /// How many bytes from the file's beginning are looked at.
  static let length = 64

  init(_ bytes: some Collection<UInt8>) {
    let head = Array(bytes.prefix(Self.length))
    func has(_ magic: String, at offset: Int = 0) -> Bool {
      head.dropFirst(offset).starts(with: magic.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
    }
    if has("\u{89}PNG\r\n\u{1A}\n") {
      self = .image(.png)
    } else if has("\u{FF}\u{D8}\u{FF}") {
      self = .image(.jpeg)
    } else if GitLFSPointer.begins(head) {
      self = .other(GitLFSPointer.name)
    } else if let known = Self.others.first(where: { has($0.magic, at: $0.offset) }) {
      self = .other(known.name)
    } else {
      self = .unknown
    }
  }

  private static let others: [(offset: Int, magic: String, name: String)] = [
    (0, "GIF8", "a GIF"), (0, "BM", "a BMP"), (8, "WEBP", "a WebP"), (0, "II*\0", "a TIFF"), (0, "MM\0*", "a TIFF"),
    (4, "ftypavif", "an AVIF"), (4, "ftypheic", "a HEIC"), (4, "ftypheix", "a HEIC"), (4, "ftypmif1", "a HEIF"), (4, "ftyp", "an MP4"),
    (0, "\u{FF}\u{0A}", "a JPEG XL"), (4, "JXL ", "a JPEG XL"), (4, "jP  ", "a JPEG 2000"), (0, "\u{FF}\u{4F}\u{FF}\u{51}", "a JPEG 2000"),
    (0, "8BPS", "a Photoshop"), (0, "\0\0\u{01}\0", "an ICO"), (0, "%PDF", "a PDF"), (0, "qoif", "a QOI"), (0, "P5\n", "a PGM"),
    (0, "P6\n", "a PPM"), (0, "\u{8B}JNG", "a JNG"), (0, "<svg", "an SVG"), (0, "<?xml", "an XML"), (0, "<!DOCTYPE", "an HTML"),
    (0, "<html", "an HTML"), (0, "PK\u{03}\u{04}", "a ZIP"), (0, "\u{1F}\u{8B}", "a gzip"),
  ]
}
