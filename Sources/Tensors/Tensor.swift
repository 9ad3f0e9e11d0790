/// A dense, row-major array of Float32; a frozen weight may have stayed in the 16 bits of its file. A value: operations make new tensors, and tensors share storage that nobody writes to any more.
///
/// A tensor that a `Tape` follows carries a variable, and every operation on it is recorded there.
public struct Tensor {
  /// Extents, outermost first; empty for a scalar.
  public let shape: [Int]
  package let storage: Storage
  package let variable: Variable?

  package init(storage: Storage, shape: [Int], variable: Variable? = nil) {
    precondition(shape.elementCount <= storage.capacity, "shape \(shape) does not fit into \(storage.capacity) floats")
    self.storage = storage
    self.shape = shape
    self.variable = variable
  }

  /// Memory of that shape with arbitrary contents, to be filled by an operation.
  package init(uninitialized shape: [Int]) {
    self.init(storage: Storage(count: shape.elementCount), shape: shape)
  }

  /// A tensor of `values` in row-major order.
  public init(_ values: [Float], shape: [Int]) {
    precondition(values.count == shape.elementCount, "\(values.count) values for shape \(shape)")
    self.init(uninitialized: shape)
    values.withUnsafeBufferPointer { pointer.update(from: $0.baseAddress ?? UnsafePointer(pointer), count: values.count) }
  }

  /// A tensor of that shape, every element `value`.
  public init(repeating value: Float, shape: [Int]) {
    self.init(uninitialized: shape)
    pointer.update(repeating: value, count: count)
  }

  /// A tensor of that shape, every element 0.
  public static func zeros(_ shape: [Int]) -> Tensor { Tensor(repeating: 0, shape: shape) }

  /// Number of elements.
  public var count: Int { shape.elementCount }

  /// A copy of the elements in row-major order.
  public var values: [Float] { Array(UnsafeBufferPointer(start: pointer, count: count)) }

  /// The only element of a tensor of one.
  public var scalar: Float {
    precondition(count == 1, "shape \(shape) is no scalar")
    return pointer[0]
  }

  package var pointer: UnsafeMutablePointer<Float> { storage.pointer }

  /// Whether a tape follows this tensor, so that it needs a gradient.
  package var isTracked: Bool { variable != nil }

  /// The same elements, followed by no tape.
  package var detached: Tensor { Tensor(storage: storage, shape: shape) }

  /// The same elements in storage of their own.
  package func copy() -> Tensor {
    let copy = Tensor(uninitialized: shape)
    copy.pointer.update(from: pointer, count: count)
    return copy
  }
}

extension [Int] {
  /// The number of elements of a tensor of this shape.
  package var elementCount: Int { reduce(1, *) }
}
