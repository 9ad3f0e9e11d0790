/// A dense, row-major array of Float32. A value: operations make new tensors, and tensors share storage that nobody writes to any more.
///
/// A tensor that a `Tape` follows carries a variable, and every operation on it is recorded there.
public struct Tensor {
  /// Extents, outermost first; empty for a scalar.
  public let shape: [Int]
  package private(set) var storage: Storage
  package let variable: Variable?

  init(storage: Storage, shape: [Int], variable: Variable? = nil) {
    precondition(shape.elementCount <= storage.capacity, "shape \(shape) does not fit into \(storage.capacity) floats")
    self.storage = storage
    self.shape = shape
    self.variable = variable
  }

  /// Floats inside memory that lives as long as `owner`, a mapped file for example.
  package init(borrowing floats: UnsafePointer<Float>, shape: [Int], owner: AnyObject) {
    self.init(storage: Storage(borrowing: floats, count: shape.elementCount, owner: owner), shape: shape)
  }

  /// A tensor of `values` in row-major order.
  public init(_ values: [Float], shape: [Int]) {
    precondition(values.count == shape.elementCount, "\(values.count) values for shape \(shape)")
    let buffer = TensorBuffer(shape)
    values.withUnsafeBufferPointer { if let first = $0.baseAddress { buffer.pointer.update(from: first, count: $0.count) } }
    self = buffer.finish()
  }

  /// A tensor of that shape, every element `value`.
  public init(repeating value: Float, shape: [Int]) {
    let buffer = TensorBuffer(shape)
    buffer.pointer.update(repeating: value, count: buffer.count)
    self = buffer.finish()
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

  /// The first element, to be read as long as the tensor is there.
  package var pointer: UnsafePointer<Float> { storage.pointer }

  /// Whether a tape follows this tensor, so that it needs a gradient.
  package var isTracked: Bool { variable != nil }

  /// This tensor's elements, followed by no tape.
  package var detached: Tensor { Tensor(storage: storage, shape: shape) }

  /// A tensor of equal elements in storage of their own.
  package func copy() -> Tensor {
    let copy = TensorBuffer(shape)
    copy.pointer.update(from: pointer, count: count)
    return copy.finish()
  }

  /// Changes the elements in place: `body` writes to memory that this tensor has alone, a copy when somebody else reads the present one.
  package mutating func withMutablePointer<Result>(_ body: (UnsafeMutablePointer<Float>) throws -> Result) rethrows -> Result {
    precondition(!isTracked, "a tensor that a tape follows is changed in place")
    if !isLastReader() { storage = copy().storage }
    return try body(storage.mutablePointer)
  }

  /// Whether nobody else reads the elements, so that they can be written over.
  mutating func isLastReader() -> Bool { isKnownUniquelyReferenced(&storage) && storage.isPooled }

  /// Tells whoever owns the elements' memory that they are not needed for a while.
  package func releasePages() { storage.releasePages() }
}

extension [Int] {
  /// The number of elements of a tensor of this shape.
  package var elementCount: Int { reduce(1, *) }
}
