import Essentials
import Foundation
import SystemPackage

extension Image {
  /// Reads a PNG or JPEG file, known by its contents and not by its name, as `init(decoding:file:)` does.
  ///
  /// - Throws: `ImageError` naming the file, what is wrong with it and what would be read.
  public init(contentsOf path: FilePath, grey16: Grey16 = .clipped) throws {
    let bytes = try ImageReader(path).read { try $0.bytes(upTo: $0.count) }
    try self.init(decoding: bytes, file: path.string, grey16: grey16)
  }

  /// The size of the image in a file, from its header alone: the pixels are neither read nor checked.
  ///
  /// - Throws: `ImageError` as reading the image would, as far as the header shows it.
  public static func size(of path: FilePath) throws -> ImageSize {
    try ImageReader(path).read { reader in
      var extent = min(reader.count, 1 << 16)
      while true {
        do {
          return try header(of: reader.bytes(upTo: extent), file: path.string).size
        } catch let error as ImageError where error.fact == .truncated && extent < reader.count {
          extent = min(reader.count, extent * 16)
        }
      }
    }
  }
}

/// An open file that looks like an image that is read: regular, not empty, not too large, with the first bytes of a PNG or JPEG.
private struct ImageReader {
  /// More bytes than a PNG of `Image.pixelLimit` pixels of 16-bit colour with transparency needs.
  private static let byteLimit = 1536 << 20

  private let path: FilePath
  private let file: FileDescriptor
  /// The size of the file in bytes.
  let count: Int

  /// Opens the file; `read` closes it.
  init(_ path: FilePath) throws {
    self.path = path
    do {
      // Without blocking: opening a pipe would wait for a writer.
      file = try FileDescriptor.open(path, .readOnly, options: [.nonBlocking, .closeOnExec])
    } catch Errno.noSuchFileOrDirectory {
      throw ImageError(.missing, file: path.string)
    } catch let reason as Errno {
      throw ImageError(.unreadable(reason.description), file: path.string)
    }
    var status = stat()
    guard fstat(file.rawValue, &status) == 0 else {
      let reason = Errno(rawValue: errno)
      try? file.close()
      throw ImageError(.unreadable(reason.description), file: path.string)
    }
    count = Int(status.st_size)
    if let fact = Self.fault(of: status) {
      try? file.close()
      throw ImageError(fact, file: path.string)
    }
  }

  private static func fault(of status: stat) -> ImageError.Fact? {
    switch status.st_mode & S_IFMT {
    case S_IFREG: status.st_size == 0 ? .empty : nil
    case S_IFDIR: .folder
    default: .notAFile
    }
  }

  /// Runs `body` once the signature is known to be good, and closes the file.
  func read<Result>(_ body: (Self) throws -> Result) throws -> Result {
    defer { try? file.close() }
    let signature = FileSignature(try bytes(upTo: min(count, FileSignature.length)))
    if case .image = signature, count > Self.byteLimit {
      throw ImageError(.tooManyBytes(limit: Self.byteLimit), file: path.string)
    }
    switch signature {
    case .image: return try body(self)
    case .other(let name): throw ImageError(.otherFormat(name), file: path.string)
    case .unknown: throw ImageError(.otherFormat(nil), file: path.string)
    }
  }

  /// The first `extent` bytes, or fewer when the file has shrunk since it was opened.
  func bytes(upTo extent: Int) throws -> [UInt8] {
    do {
      return try [UInt8](unsafeUninitializedCapacity: extent) { buffer, filled in
        while filled < extent {
          let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled..<extent])
          let n = try file.read(fromAbsoluteOffset: Int64(filled), into: rest)
          if n == 0 { break }
          filled += n
        }
      }
    } catch let reason as Errno {
      throw ImageError(.unreadable(reason.description), file: path.string)
    }
  }
}

/// The beginning of an image's file.
enum ImageHead {
  /// At most `limit` bytes.
  static func bytes(of path: FilePath, upTo limit: Int) throws -> [UInt8] {
    try ImageReader(path).read { try $0.bytes(upTo: min($0.count, limit)) }
  }
}
