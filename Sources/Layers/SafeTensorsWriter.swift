import Essentials
import Foundation
import SystemPackage
import Tensors

/// Writes tensors as safetensors, in Float32, under the names given.
public enum SafeTensorsWriter {
  /// Writes `tensors` to `path` as a whole or not at all.
  public static func write(_ tensors: [(name: String, tensor: Tensor)], metadata: [String: String] = ["format": "pt"], to path: FilePath) throws {
    let header = header(tensors, metadata: metadata)
    try AtomicFile.write(to: path) { file in
      try withUnsafeBytes(of: UInt64(header.count).littleEndian) { _ = try file.writeAll($0) }
      try file.writeAll(header)
      for (_, tensor) in tensors {
        try file.writeAll(UnsafeRawBufferPointer(start: tensor.pointer, count: tensor.count * 4))
      }
    }
  }

  /// The JSON header, padded with blanks to a multiple of eight bytes so that the data is aligned.
  private static func header(_ tensors: [(name: String, tensor: Tensor)], metadata: [String: String]) -> [UInt8] {
    var object: [String: Any] = ["__metadata__": metadata]
    var offset = 0
    for (name, tensor) in tensors {
      let end = offset + tensor.count * 4
      object[name] = ["dtype": "F32", "shape": tensor.shape, "data_offsets": [offset, end]]
      offset = end
    }
    var bytes = [UInt8]((try? JSONSerialization.data(withJSONObject: object, options: [.sortedKeys])) ?? Data())
    bytes += [UInt8](repeating: UInt8(ascii: " "), count: (8 - bytes.count % 8) % 8)
    return bytes
  }
}
