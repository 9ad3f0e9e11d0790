import Files
import Tensors

extension MappedFile: RereadableMemory {}

extension MappedFile {
  /// Numbers that lie one after the other, as Float32: F32 is read where it lies, F16 and BF16 are widened, other types converted.
  func tensor(at offset: Int, _ type: SafeTensorsFile.ElementType, shape: [Int]) -> Tensor {
    let start = pointer + offset
    if type == .float32, UInt(bitPattern: start) % 4 == 0 {
      return Tensor(storage: Storage(borrowing: start, count: shape.elementCount, owner: self), shape: shape)
    }
    return Self.converted(start, type, shape: shape)
  }

  /// Halves where they lie, as they are.
  func storedTensor(at offset: Int, _ type: SafeTensorsFile.ElementType, shape: [Int]) -> Tensor {
    guard let format = type.half else { return tensor(at: offset, type, shape: shape) }
    return Tensor(storage: Storage(borrowing: pointer + offset, format, count: shape.elementCount, owner: self), shape: shape)
  }

  /// Numbers that lie `strides` apart, in elements, as Float32 in order.
  func tensor(at offset: Int, _ type: SafeTensorsFile.ElementType, shape: [Int], strides: [Int]) -> Tensor {
    let size = type.byteCount
    let count = shape.elementCount
    let ordered = UnsafeMutableRawBufferPointer.allocate(byteCount: max(count * size, 1), alignment: 16)
    defer { ordered.deallocate() }
    var index = Array(repeating: 0, count: shape.count)
    var place = offset
    for element in 0..<count {
      (ordered.baseAddress! + element * size).copyMemory(from: pointer + place, byteCount: size)
      for axis in shape.indices.reversed() {
        index[axis] += 1
        place += strides[axis] * size
        if index[axis] < shape[axis] { break }
        index[axis] = 0
        place -= strides[axis] * size * shape[axis]
      }
    }
    return Self.converted(ordered.baseAddress!, type, shape: shape)
  }

  private static func converted(_ start: UnsafeMutableRawPointer, _ type: SafeTensorsFile.ElementType, shape: [Int]) -> Tensor {
    func converted<T>(_: T.Type, _ value: (T) -> Float) -> Tensor {
      let result = Tensor(uninitialized: shape)
      for i in 0..<result.count { result.pointer[i] = value(start.loadUnaligned(fromByteOffset: i * MemoryLayout<T>.size, as: T.self)) }
      return result
    }
    return switch type {
    case .float16: Tensor(widening: start, .float16, shape: shape)
    case .bfloat16: Tensor(widening: start, .bfloat16, shape: shape)
    case .float32: converted(UInt32.self) { Float(bitPattern: $0) }
    case .float64: converted(Double.self) { Float($0) }
    case .int64: converted(Int64.self) { Float($0) }
    case .int32: converted(Int32.self) { Float($0) }
    case .int16: converted(Int16.self) { Float($0) }
    case .int8: converted(Int8.self) { Float($0) }
    case .uint64: converted(UInt64.self) { Float($0) }
    case .uint32: converted(UInt32.self) { Float($0) }
    case .uint16: converted(UInt16.self) { Float($0) }
    case .uint8, .bool: converted(UInt8.self) { Float($0) }
    }
  }
}
