import Essentials
import Files
import Foundation
import Layers
import SystemPackage
import Tensors

/// How the image features of one picture lie in a file: eight words of 64 bits, then the values as they lie in memory, little-endian.
///
/// The words are a mark, the format's version, the number of tokens, their width, the hash of the values in two words, and two zeros.
struct FeatureFile {
  /// (image tokens, width).
  let shape: [Int]

  /// Another form of the file, or other numbers out of the same picture and weights, make it another version.
  static let version: UInt64 = 1
  /// "MAESTROF".
  private static let mark: UInt64 = 0x464F_5254_5345_414D
  private static let headerBytes = 8 * MemoryLayout<UInt64>.size

  private var valueBytes: Int { shape.elementCount * MemoryLayout<Float>.size }
  /// Of the whole file.
  var byteCount: Int { Self.headerBytes + valueBytes }

  private func header(_ values: UnsafeRawBufferPointer) -> [UInt64] {
    let hash = ContentHash(values)
    return [Self.mark, Self.version, UInt64(shape[0]), UInt64(shape[1]), hash.low, hash.high, 0, 0].map(\.littleEndian)
  }

  /// Writes the features of a picture, whole or not at all.
  ///
  /// - Throws: `Faults` with the system's reason.
  func write(_ features: UnsafePointer<Float>, to path: FilePath) throws {
    let values = UnsafeRawBufferPointer(start: features, count: valueBytes)
    try AtomicFile.write(to: path) { file in
      _ = try header(values).withUnsafeBytes { try file.writeAll($0) }
      _ = try file.writeAll(values)
    }
  }

  /// Copies the features in a file to `target`, to the bit as they were written.
  ///
  /// The file is mapped for as long as the copy takes. Its length is looked at once it is open, and what is open does not change: files
  /// are replaced and removed by name and never written to, so that no page of the mapping can go missing under the reader.
  /// - Returns: false, with anything in `target`, when there is no such file, or one that is damaged, cut off or of another shape.
  func read(_ path: FilePath, into target: UnsafeMutablePointer<Float>) -> Bool {
    guard let file = try? MappedFile(path) else { return false }
    return file.withBytes { bytes in
      guard bytes.count == byteCount else { return false }
      let copy = UnsafeMutableRawBufferPointer(start: target, count: valueBytes)
      copy.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[Self.headerBytes...]))
      // The copy is what must be right.
      return header(UnsafeRawBufferPointer(copy)).withUnsafeBytes { $0.elementsEqual(bytes[..<Self.headerBytes]) }
    }
  }

  /// Whether there is a file of the right length; what is in it shows when it is read.
  func exists(at path: FilePath) -> Bool {
    var status = stat()
    return stat(path.string, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && Int(status.st_size) == byteCount
  }
}
