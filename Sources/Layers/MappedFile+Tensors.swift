import Files
import Tensors

extension MappedFile: RereadableMemory {}

extension MappedFile {
  /// Numbers that lie one after the other, as Float32: F32 is read where it lies, F16 and BF16 are widened, other types converted.
  func tensor(at offset: Int, _ type: DType, shape: [Int]) -> Tensor {
    let start = UnsafeRawPointer(pointer + offset)
    if type == .float32, UInt(bitPattern: start) % 4 == 0 {
      return Tensor(borrowing: start.assumingMemoryBound(to: Float.self), shape: shape, owner: self)
    }
    return Self.converted(start, type, shape: shape)
  }

  /// Halves where they lie, as they are; other numbers as Float32.
  func storedTensor(at offset: Int, _ type: DType, shape: [Int]) -> StoredTensor {
    guard type.isHalf else { return StoredTensor(tensor(at: offset, type, shape: shape)) }
    return StoredTensor(borrowing: pointer + offset, type, shape: shape, owner: self)
  }

  /// Numbers that lie `strides` apart, in elements, as Float32 in order.
  func tensor(at offset: Int, _ type: DType, shape: [Int], strides: [Int]) -> Tensor {
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
    return Self.converted(UnsafeRawPointer(ordered.baseAddress!), type, shape: shape)
  }

  private static func converted(_ start: UnsafeRawPointer, _ type: DType, shape: [Int]) -> Tensor {
    func converted<T>(_: T.Type, _ value: (T) -> Float) -> Tensor {
      let result = TensorBuffer(shape)
      let target = result.pointer
      for i in 0..<result.count { target[i] = value(start.loadUnaligned(fromByteOffset: i * MemoryLayout<T>.size, as: T.self)) }
      return result.finish()
    }
    return switch type {
    case .float16, .bfloat16: Tensor(widening: start, type, shape: shape)
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
