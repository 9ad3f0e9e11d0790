import CKernels

/// A matrix inside a larger array that is read: rows `stride` numbers apart, read as its transpose when `isTransposed`.
package struct Matrix {
  package var numbers: UnsafeRawPointer
  package var stride: Int
  package var isTransposed: Bool
  /// Float32, Float16 or BFloat16; halves are widened exactly.
  package var dtype: DType

  package init(_ pointer: UnsafePointer<Float>, stride: Int, transposed: Bool = false) {
    (numbers, self.stride, isTransposed, dtype) = (UnsafeRawPointer(pointer), stride, transposed, .float32)
  }

  /// A whole tensor, seen as rows of its last extent.
  package init(_ tensor: Tensor, transposed: Bool = false) {
    self.init(tensor.pointer, stride: tensor.shape.last ?? 1, transposed: transposed)
  }

  /// A whole weight, seen as rows of its last extent, as it is stored.
  package init(_ weight: StoredTensor, transposed: Bool = false) {
    (numbers, stride, isTransposed, dtype) = (weight.numbers, weight.shape.last ?? 1, transposed, weight.dtype)
  }

  /// The numbers, which must be floats.
  package var pointer: UnsafePointer<Float> {
    precondition(dtype == .float32, "a matrix of \(dtype) is read as floats")
    return numbers.assumingMemoryBound(to: Float.self)
  }

  /// From row `row` and column `column` on, as the product sees them.
  package func from(row: Int, column: Int) -> Matrix {
    var matrix = self
    matrix.numbers += (isTransposed ? column * stride + row : row * stride + column) * dtype.byteCount
    return matrix
  }

  var kernels: ck_matrix { ck_matrix(numbers: numbers, stride: stride, is_transposed: isTransposed ? 1 : 0, format: dtype.kernels) }
}

/// A matrix inside a larger array that is written to: rows `stride` floats apart.
package struct MutableMatrix {
  package var pointer: UnsafeMutablePointer<Float>
  package var stride: Int

  package init(_ pointer: UnsafeMutablePointer<Float>, stride: Int) { (self.pointer, self.stride) = (pointer, stride) }

  /// From row `row` and column `column` on.
  package func from(row: Int, column: Int) -> MutableMatrix { MutableMatrix(pointer + row * stride + column, stride: stride) }
}
