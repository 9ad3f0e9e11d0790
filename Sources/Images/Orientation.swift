import SystemPackage

/// How programs that heed EXIF turn a picture before they show it. Here pictures are read as they are stored.
public enum Orientation: Int, Sendable, CaseIterable {
  case upright = 1
  case mirrored, upsideDown, flipped, transposed, turnedRight, transversed, turnedLeft

  /// Whether the picture is shown as wide as it is high as stored.
  public var exchangesSides: Bool { rawValue >= Self.transposed.rawValue }

  /// As part of a sentence: "shown ...".
  public var words: String {
    switch self {
    case .upright: "as it is stored"
    case .mirrored: "mirrored"
    case .upsideDown: "upside down"
    case .flipped: "upside down and mirrored"
    case .transposed: "mirrored and turned left"
    case .turnedRight: "turned right"
    case .transversed: "mirrored and turned right"
    case .turnedLeft: "turned left"
    }
  }
}

extension Image {
  /// What the EXIF data of a PNG or JPEG says of its orientation; nil where it says nothing that can be read.
  public static func orientation(of path: FilePath) -> Orientation? {
    guard let head = try? ImageHead.bytes(of: path, upTo: 1 << 18) else { return nil }
    return orientation(in: head)
  }

  /// What they say in the beginning of a file's bytes.
  static func orientation(in head: [UInt8]) -> Orientation? {
    let exif: ArraySlice<UInt8>?
    switch FileSignature(head) {
    case .image(.jpeg): exif = EXIF.inJPEG(head[...])
    case .image(.png): exif = EXIF.inPNG(head[...])
    default: exif = nil
    }
    return exif.flatMap(EXIF.orientation)
  }
}

/// Finds the orientation among a picture's EXIF data.
private enum EXIF {
  /// The TIFF structure in the segment APP1, before the pixels begin.
  static func inJPEG(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    var rest = bytes.dropFirst(2)
    while rest.count > 4, rest[rest.startIndex] == 0xFF {
      let marker = rest[rest.startIndex + 1]
      // Fill bytes may stand before a marker.
      if marker == 0xFF {
        rest = rest.dropFirst()
        continue
      }
      if marker == 0xDA || marker == 0xD9 { return nil }
      let length = number(rest, 2, 2, isLittle: false) ?? 0
      guard length >= 2 else { return nil }
      let segment = rest.dropFirst(4).prefix(length - 2)
      if marker == 0xE1, segment.starts(with: Array("Exif\0\0".utf8)) { return segment.dropFirst(6) }
      rest = rest.dropFirst(2 + length)
    }
    return nil
  }

  /// The chunk eXIf.
  static func inPNG(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    var rest = bytes.dropFirst(8)
    while rest.count > 12, let length = number(rest, 0, 4, isLittle: false) {
      if rest.dropFirst(4).starts(with: Array("eXIf".utf8)) { return rest.dropFirst(8).prefix(length) }
      rest = rest.dropFirst(length + 12)
    }
    return nil
  }

  /// Tag 0x0112 of the first directory.
  static func orientation(_ tiff: ArraySlice<UInt8>) -> Orientation? {
    let isLittle = tiff.starts(with: Array("II*\0".utf8))
    guard isLittle || tiff.starts(with: Array("MM\0*".utf8)), let start = number(tiff, 4, 4, isLittle: isLittle),
      let count = number(tiff, start, 2, isLittle: isLittle)
    else { return nil }
    for index in 0..<count {
      let entry = start + 2 + index * 12
      guard let tag = number(tiff, entry, 2, isLittle: isLittle) else { return nil }
      if tag == 0x0112 { return number(tiff, entry + 8, 2, isLittle: isLittle).flatMap(Orientation.init) }
    }
    return nil
  }

  /// `size` bytes at `offset` as a number; nil beyond the end.
  private static func number(_ bytes: ArraySlice<UInt8>, _ offset: Int, _ size: Int, isLittle: Bool) -> Int? {
    let field = bytes.dropFirst(offset).prefix(size)
    guard field.count == size else { return nil }
    return (isLittle ? Array(field.reversed()) : Array(field)).reduce(0) { $0 << 8 | Int($1) }
  }
}
