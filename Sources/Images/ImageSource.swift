import SystemPackage

/// Where a picture comes from: a file, or a program's memory. It is read, and can be at fault, when it is decoded.
///
/// Two are equal when they are the same file by its path, or the same bytes under the same name.
public enum ImageSource: Sendable, Hashable {
  /// A PNG or JPEG file.
  case file(FilePath)
  /// The bytes of a PNG or JPEG, as a file would have them; messages call the picture `name`.
  case encoded([UInt8], name: String = "picture")
  /// A decoded picture; messages call it `name`.
  case pixels(Image, name: String = "picture")

  /// The file; nil when the picture is in memory.
  public var file: FilePath? { if case .file(let path) = self { path } else { nil } }

  /// What messages call it: the file's path, or the name of a picture in memory.
  public var name: String {
    switch self {
    case .file(let path): path.string
    case .encoded(_, let name), .pixels(_, let name): name
    }
  }

  /// The name for a file of it in a folder: a file's own, or that of a picture in memory with the ending of its format.
  package var fileName: String {
    let ending: String
    switch self {
    case .file(let path): return path.lastComponent?.string ?? "picture"
    case .encoded(let bytes, _): ending = FileSignature(bytes) == .image(.jpeg) ? "jpg" : "png"
    case .pixels: ending = "png"
    }
    let plain = String(name.map { $0 == "/" || $0 == "\0" ? "-" : $0 })
    return plain.lowercased().hasSuffix("." + ending) ? plain : plain + "." + ending
  }

  /// The name without folders.
  package var lastName: String { file?.lastComponent?.string ?? name }

  /// This source with a file's path in its shortest form, links not followed.
  package var normalized: ImageSource { if case .file(let path) = self { .file(path.lexicallyNormalized()) } else { self } }

  /// The bytes of an encoded picture, or those of a decoded one's pixels; nil for a file.
  package var bytesInMemory: [UInt8]? {
    switch self {
    case .file: nil
    case .encoded(let bytes, _): bytes
    case .pixels(let image, _): image.pixels
    }
  }

  /// Of bytes in memory a few, so that keys of dictionaries stay cheap; equality looks at all.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    guard let bytes = bytesInMemory else { return }
    hasher.combine(bytes.count)
    for place in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 64)) { hasher.combine(bytes[place]) }
  }
}

extension ImageSource: CustomStringConvertible {
  /// The name.
  public var description: String { name }
}

extension Image {
  /// Reads a picture from where it is.
  ///
  /// - Throws: `ImageError` naming it, what is wrong with it and what would be read.
  public init(contentsOf source: ImageSource, grey16: Grey16 = .clipped) throws {
    switch source {
    case .file(let path): try self.init(contentsOf: path, grey16: grey16)
    case .encoded(let bytes, let name): try self.init(decoding: bytes, file: name, grey16: grey16)
    case .pixels(let image, _): self = image
    }
  }

  /// The size of a picture, from its header alone where it is encoded: the pixels are neither read nor checked.
  ///
  /// - Throws: `ImageError` as reading the picture would, as far as the header shows it.
  public static func size(of source: ImageSource) throws -> ImageSize {
    switch source {
    case .file(let path): try size(of: path)
    case .encoded(let bytes, let name): try header(of: bytes, file: name).size
    case .pixels(let image, _): image.size
    }
  }
}
