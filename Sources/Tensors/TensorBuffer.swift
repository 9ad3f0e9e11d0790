/// Memory of a tensor that is being filled. Whoever has it is alone with it; `finish` gives the tensor, and then nobody writes any more.
///
/// One that is never finished is memory to work in.
package struct TensorBuffer: ~Copyable {
  /// Extents, outermost first; empty for a scalar.
  package let shape: [Int]
  /// The first element, in memory that lives at least as long as the buffer and the tensor that it becomes.
  package let pointer: UnsafeMutablePointer<Float>
  private let storage: Storage

  /// Memory of arbitrary contents.
  package init(_ shape: [Int]) {
    self.shape = shape
    storage = Storage(count: shape.elementCount)
    pointer = storage.mutablePointer
  }

  /// Memory whose every element is 0.
  package init(zeros shape: [Int]) {
    self.init(shape)
    pointer.update(repeating: 0, count: count)
  }

  /// Number of elements.
  package var count: Int { shape.elementCount }

  /// The tensor of what was written.
  package consuming func finish() -> Tensor { Tensor(storage: storage, shape: shape) }
}

extension Optional where Wrapped == TensorBuffer {
  /// The first element of a buffer that may not be needed.
  package var pointer: UnsafeMutablePointer<Float>? {
    switch self {
    case .some(let buffer): buffer.pointer
    case nil: nil
    }
  }
}
