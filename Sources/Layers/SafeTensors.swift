import Essentials
import Files
import Foundation
import SystemPackage
import Tensors

/// A safetensors file, mapped into memory: opening it reads the header alone.
///
/// Format: 8 bytes little-endian header length, a JSON header naming each tensor's dtype, shape and byte range, then the bytes.
/// Source: the format description of Hugging Face's safetensors.
public final class SafeTensorsFile {
  /// One tensor's entry in the header.
  public struct Entry: Sendable {
    /// How its elements are stored.
    public let type: DType
    /// Extents, outermost first; empty for a scalar.
    public let shape: [Int]
    let bytes: Range<Int>
  }

  /// The file, as it was given.
  public let path: FilePath
  /// What the header says of each tensor.
  public let entries: [String: Entry]
  /// The header's `__metadata__`.
  public let metadata: [String: String]
  private let mapping: MappedFile

  /// A header may be this long, the limit of the reference reader.
  static let headerLimit = 100 << 20
  /// It may name so many tensors: a hundred times what the largest models have.
  static let countLimit = 1 << 16
  /// Bytes of a tensor's name.
  static let nameLimit = 1 << 10

  /// Opens a file and checks its whole header.
  ///
  /// - Throws: `Faults` naming the file and every fault of its header.
  public convenience init(_ path: FilePath) throws { try self.init(MappedFile(path), path) }

  /// Opens a file of a folder, or one of the program's own, and checks its whole header.
  package convenience init(_ name: String, in source: FileSource) throws {
    try self.init(MappedFile(name, in: source), source.path.appending(name))
  }

  private init(_ mapping: MappedFile, _ path: FilePath) throws {
    self.path = path
    self.mapping = mapping
    (entries, metadata) = try mapping.withBytes { try SafeTensorsHeader.parse($0, path: path) }
  }

  /// Names in alphabetical order.
  public var names: [String] { entries.keys.sorted() }

  /// The tensor `name` as Float32: F32 is read where it lies in the file, F16 and BF16 are widened, other types converted.
  public func tensor(_ name: String) throws -> Tensor {
    let entry = try entry(name)
    return mapping.tensor(at: entry.bytes.lowerBound, entry.type, shape: entry.shape)
  }

  /// The tensor `name`; halves stay where they lie in the file, as they are.
  package func storedTensor(_ name: String) throws -> StoredTensor {
    let entry = try entry(name)
    return mapping.storedTensor(at: entry.bytes.lowerBound, entry.type, shape: entry.shape)
  }

  /// The elements of an integer or boolean tensor.
  ///
  /// - Throws: `Faults` when there is no such tensor, it holds other numbers, or one of them is beyond `Int`.
  public func integers(_ name: String) throws -> [Int] {
    let entry = try entry(name)
    let start = UnsafeRawPointer(mapping.pointer + entry.bytes.lowerBound)
    func read<T: FixedWidthInteger>(_: T.Type) throws -> [Int] {
      try (0..<entry.shape.elementCount).map { index in
        let element = T(littleEndian: start.loadUnaligned(fromByteOffset: index * MemoryLayout<T>.size, as: T.self))
        guard let number = Int(exactly: element) else { throw Faults(.data, "tensor \(name) holds \(element)", file: path.string) }
        return number
      }
    }
    switch entry.type {
    case .int64: return try read(Int64.self)
    case .int32: return try read(Int32.self)
    case .int16: return try read(Int16.self)
    case .int8: return try read(Int8.self)
    case .uint64: return try read(UInt64.self)
    case .uint32: return try read(UInt32.self)
    case .uint16: return try read(UInt16.self)
    case .uint8, .bool: return try read(UInt8.self)
    case .float16, .bfloat16, .float32, .float64:
      throw Faults(.data, "tensor \(name) holds \(entry.type.rawValue), not integers", file: path.string)
    }
  }

  private func entry(_ name: String) throws -> Entry {
    guard let entry = entries[name] else { throw noTensor(name) }
    return entry
  }
}
