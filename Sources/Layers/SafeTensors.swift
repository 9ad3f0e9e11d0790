import Essentials
import Foundation
import SystemPackage
import Tensors

/// A safetensors file, mapped into memory: opening it reads the header alone.
///
/// Format: 8 bytes little-endian header length, a JSON header naming each tensor's dtype, shape and byte range, then the bytes.
/// Source: the format description of Hugging Face's safetensors.
public final class SafeTensorsFile {
  /// How a tensor's elements are stored.
  public enum ElementType: String, Sendable {
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case float64 = "F64"
    case int64 = "I64"
    case int32 = "I32"
    case int16 = "I16"
    case int8 = "I8"
    case uint8 = "U8"
    case bool = "BOOL"

    /// Whether the elements are floating-point numbers.
    public var isFloatingPoint: Bool { [.float16, .bfloat16, .float32, .float64].contains(self) }

    var halfPrecision: HalfPrecision? {
      switch self {
      case .float16: .float16
      case .bfloat16: .bfloat16
      default: nil
      }
    }

    var byteCount: Int {
      switch self {
      case .float64, .int64: 8
      case .float32, .int32: 4
      case .float16, .bfloat16, .int16: 2
      case .int8, .uint8, .bool: 1
      }
    }
  }

  /// One tensor's entry in the header.
  public struct Entry: Sendable {
    public let type: ElementType
    public let shape: [Int]
    let bytes: Range<Int>
  }

  public let path: FilePath
  public let entries: [String: Entry]
  /// The header's `__metadata__`.
  public let metadata: [String: String]
  private let mapping: MappedFile

  /// A header may be this long, the limit of the reference reader.
  static let headerLimit = 100 << 20

  /// Opens a file and checks its whole header.
  ///
  /// - Throws: `Faults` naming the file and every fault of its header.
  public init(_ path: FilePath) throws {
    self.path = path
    mapping = try MappedFile(path)
    (entries, metadata) = try mapping.withBytes { try SafeTensorsHeader.parse($0, path: path) }
  }

  /// Names in alphabetical order.
  public var names: [String] { entries.keys.sorted() }

  /// The tensor `name` as Float32: F32 is read where it lies in the file, F16 and BF16 are widened, other types converted.
  public func tensor(_ name: String) throws -> Tensor {
    let entry = try entry(name)
    let start = mapping.pointer + entry.bytes.lowerBound
    if entry.type == .float32, UInt(bitPattern: start) % 4 == 0 {
      let floats = start.assumingMemoryBound(to: Float.self)
      return Tensor(storage: Storage(borrowing: floats, count: entry.shape.elementCount, owner: mapping), shape: entry.shape)
    }
    if let format = entry.type.halfPrecision { return Tensor(widening: start, format, shape: entry.shape) }
    let result = Tensor(uninitialized: entry.shape)
    convert(start, entry.type, to: result.pointer, count: result.count)
    return result
  }

  /// The elements of an integer or boolean tensor.
  public func integers(_ name: String) throws -> [Int] {
    let entry = try entry(name)
    let raw = UnsafeRawPointer(mapping.pointer + entry.bytes.lowerBound)
    let count = entry.shape.elementCount
    func read<T: FixedWidthInteger>(_: T.Type) -> [Int] {
      (0..<count).map { Int(truncatingIfNeeded: T(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * MemoryLayout<T>.size, as: T.self))) }
    }
    switch entry.type {
    case .int64: return read(Int64.self)
    case .int32: return read(Int32.self)
    case .int16: return read(Int16.self)
    case .int8: return read(Int8.self)
    case .uint8, .bool: return read(UInt8.self)
    default: throw Faults(.data, "tensor \(name) holds \(entry.type.rawValue), not integers", file: path.string)
    }
  }

  private func entry(_ name: String) throws -> Entry {
    guard let entry = entries[name] else {
      let near = nearestName(to: name, in: entries.keys).map { "did you mean \($0)?" }
      throw Faults(.data, "there is no tensor \(name)", file: path.string, hint: near)
    }
    return entry
  }

  private func convert(_ raw: UnsafeRawPointer, _ type: ElementType, to target: UnsafeMutablePointer<Float>, count: Int) {
    func each<T>(_: T.Type, _ value: (T) -> Float) {
      for i in 0..<count { target[i] = value(raw.loadUnaligned(fromByteOffset: i * MemoryLayout<T>.size, as: T.self)) }
    }
    switch type {
    case .float32: each(UInt32.self) { Float(bitPattern: $0) }
    case .float16: each(UInt16.self) { Float(Float16(bitPattern: $0)) }
    case .bfloat16: each(UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
    case .float64: each(Double.self) { Float($0) }
    case .int64: each(Int64.self) { Float($0) }
    case .int32: each(Int32.self) { Float($0) }
    case .int16: each(Int16.self) { Float($0) }
    case .int8: each(Int8.self) { Float($0) }
    case .uint8, .bool: each(UInt8.self) { Float($0) }
    }
  }
}
