import CKernels

/// A weight as its file has it: floats, or halves, which products and lookups widen exactly as they read them.
///
/// Nobody reads halves as floats by accident: only `widened` makes a tensor of them.
package struct StoredTensor {
  /// Extents, outermost first.
  package let shape: [Int]
  /// Float32, Float16 or BFloat16.
  package let dtype: DType
  /// The first number, to be read as long as the value is there. Halves need not be aligned.
  package let numbers: UnsafeRawPointer
  private let owner: AnyObject
  /// The weight itself when it is stored as floats; a tape may follow it.
  package let floats: Tensor?

  /// A weight stored as floats.
  package init(_ tensor: Tensor) {
    (shape, dtype, numbers) = (tensor.shape, .float32, UnsafeRawPointer(tensor.pointer))
    (owner, floats) = (tensor.storage, tensor)
  }

  /// Halves inside memory that lives as long as `owner`, a mapped file for example.
  package init(borrowing halves: UnsafeRawPointer, _ dtype: DType, shape: [Int], owner: AnyObject) {
    precondition(dtype.isHalf, "\(dtype) is no half")
    (self.shape, self.dtype, numbers, self.owner, floats) = (shape, dtype, halves, owner, nil)
  }

  /// Number of elements.
  package var count: Int { shape.elementCount }

  /// The floats themselves, or, of halves, a widened copy.
  package var widened: Tensor { floats ?? Tensor(widening: numbers, dtype, shape: shape) }

  /// Some rows of a matrix as floats, sharing its memory when it has them.
  func widenedRows(_ rows: Range<Int>) -> Tensor {
    let width = shape[1]
    let (first, shape) = (rows.lowerBound * width, [rows.count, width])
    if let floats { return Tensor(borrowing: floats.pointer + first, shape: shape, owner: owner) }
    return Tensor(widening: numbers + first * dtype.byteCount, dtype, shape: shape)
  }

  /// This weight, followed by no tape.
  var detached: StoredTensor { floats.map { StoredTensor($0.detached) } ?? self }

  /// What a test counts of it among an operation's `saved`: the pool has no halves.
  var saved: [Tensor] { floats.map { [$0] } ?? [] }

  /// Whether both are the same numbers in the same place. While both values are there, nothing new can stand in it.
  package func isSame(as other: StoredTensor) -> Bool { numbers == other.numbers && shape == other.shape && dtype == other.dtype }

  /// Tells whoever owns the numbers' memory that they are not needed for a while.
  package func releasePages() {
    if let floats { return floats.releasePages() }
    (owner as? any RereadableMemory)?.releasePages(of: numbers, count: count * dtype.byteCount)
  }
}

extension Tensor {
  /// The elements at `source`, which needs no alignment, widened exactly from halves.
  package init(widening source: UnsafeRawPointer, _ dtype: DType, shape: [Int]) {
    precondition(dtype.isHalf, "\(dtype) is not widened")
    let buffer = TensorBuffer(shape)
    Parallel.unsafeForBlocks(of: buffer.count, blockSize: elementBlockSize) { range in
      let (from, to) = (source + 2 * range.lowerBound, buffer.pointer + range.lowerBound)
      if dtype == .bfloat16 { ck_widen_bfloat(range.count, from, to) } else { ck_widen_half(range.count, from, to) }
    }
    self = buffer.finish()
  }
}
