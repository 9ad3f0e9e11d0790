import Files
import Foundation
import SystemPackage
import Tensors

/// Writes safetensors files.
public enum SafeTensorsWriter {
  /// What is stored under a name.
  public enum Content {
    /// Numbers, stored in the type of the file.
    case tensor(Tensor)
    /// Whole numbers in row-major order, stored as I64.
    case integers([Int], shape: [Int])

    var shape: [Int] {
      switch self {
      case .tensor(let tensor): tensor.shape
      case .integers(_, let shape): shape
      }
    }
  }

  /// Writes `tensors` to `path` as a whole or not at all.
  ///
  /// - Parameter type: how tensors are stored, `float32`, `float16` or `bfloat16`, rounded to the nearest.
  public static func write(
    _ tensors: [(name: String, tensor: Tensor)], metadata: [String: String] = ["format": "pt"],
    as type: DType = .float32, to path: FilePath
  ) throws {
    try write(tensors.map { ($0.name, .tensor($0.tensor)) }, metadata: metadata, as: type, to: path)
  }

  /// Writes tensors and whole numbers to `path` as a whole or not at all.
  public static func write(
    _ contents: [(name: String, content: Content)], metadata: [String: String] = ["format": "pt"],
    as type: DType = .float32, to path: FilePath
  ) throws {
    precondition([.float32, .float16, .bfloat16].contains(type), "tensors are not written as \(type)")
    // Wide elements first, so that every tensor is aligned to its elements.
    let contents = contents.filter { dtype($0.content, type) == .int64 } + contents.filter { dtype($0.content, type) != .int64 }
    let header = header(contents, metadata: metadata, type: type)
    try AtomicFile.write(to: path) { file in
      try withUnsafeBytes(of: UInt64(header.count).littleEndian) { _ = try file.writeAll($0) }
      try file.writeAll(header)
      for (_, content) in contents { try write(content, as: type, to: file) }
    }
  }

  private static func dtype(_ content: Content, _ type: DType) -> DType {
    if case .integers = content { .int64 } else { type }
  }

  private static func write(_ content: Content, as type: DType, to file: FileDescriptor) throws {
    switch content {
    case .integers(let values, _):
      try values.map { Int64($0).littleEndian }.withUnsafeBytes { _ = try file.writeAll($0) }
    case .tensor(let tensor):
      let floats = UnsafeBufferPointer(start: tensor.pointer, count: tensor.count)
      if type == .float32 {
        try file.writeAll(UnsafeRawBufferPointer(floats))
        return
      }
      for start in stride(from: 0, to: floats.count, by: 1 << 16) {
        let block = floats[start..<min(floats.count, start + 1 << 16)]
        let narrowed = type == .float16 ? block.map { Float16($0).bitPattern } : block.map(bfloat16)
        try narrowed.withUnsafeBytes { _ = try file.writeAll($0) }
      }
    }
  }

  /// The nearest bfloat16, ties to even; NaN stays NaN.
  private static func bfloat16(_ value: Float) -> UInt16 {
    if value.isNaN { return 0x7fc0 }
    let bits = value.bitPattern
    return UInt16(truncatingIfNeeded: (bits &+ 0x7fff &+ (bits >> 16 & 1)) >> 16)
  }

  /// The JSON header, padded with blanks to a multiple of eight bytes so that the data is aligned.
  private static func header(
    _ contents: [(name: String, content: Content)], metadata: [String: String], type: DType
  ) -> [UInt8] {
    var entries: [String: JSONValue] = metadata.isEmpty ? [:] : ["__metadata__": .object(metadata.mapValues(JSONValue.text))]
    var offset = 0
    for (name, content) in contents {
      precondition(entries[name] == nil, "two tensors are named \(name)")
      let type = dtype(content, type)
      let end = offset + content.shape.elementCount * type.byteCount
      entries[name] = .object([
        "dtype": .text(type.rawValue), "shape": .list(content.shape.map(JSONValue.integer)),
        "data_offsets": .list([.integer(offset), .integer(end)]),
      ])
      offset = end
    }
    // Layer 10 comes behind layer 2.
    let members = entries.map { JSONValue.Member($0.key, $0.value) }
      .sorted { $0.name.compare($1.name, options: [.numeric, .caseInsensitive, .forcedOrdering]) == .orderedAscending }
    var bytes = [UInt8](JSONValue.members(members).text(.compact).utf8)
    bytes += [UInt8](repeating: UInt8(ascii: " "), count: (8 - bytes.count % 8) % 8)
    return bytes
  }
}
