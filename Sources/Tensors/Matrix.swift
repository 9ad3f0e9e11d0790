import CKernels

/// How the numbers of a tensor or matrix are stored. Halves are read by products and lookups, which widen them exactly, and never written.
package enum NumberFormat: Equatable {
  case float32, float16, bfloat16

  /// Bytes of a number.
  package var size: Int { self == .float32 ? 4 : 2 }

  var kernels: ck_format {
    switch self {
    case .float32: ck_float32
    case .float16: ck_float16
    case .bfloat16: ck_bfloat16
    }
  }
}

/// A matrix inside a larger array: rows `stride` numbers apart, read as its transpose when `isTransposed`.
package struct Matrix {
  package var numbers: UnsafeMutableRawPointer
  package var stride: Int
  package var isTransposed: Bool
  package var format: NumberFormat

  package init(_ pointer: UnsafeMutablePointer<Float>, stride: Int, transposed: Bool = false) {
    (numbers, self.stride, isTransposed, format) = (UnsafeMutableRawPointer(pointer), stride, transposed, .float32)
  }

  /// A whole tensor, seen as rows of its last extent, in the format that it has.
  package init(_ tensor: Tensor, transposed: Bool = false) {
    (numbers, stride) = (tensor.storage.numbers, tensor.shape.last ?? 1)
    (isTransposed, format) = (transposed, tensor.storage.format)
  }

  /// The numbers, which must be floats.
  package var pointer: UnsafeMutablePointer<Float> {
    precondition(format == .float32, "a matrix of \(format) is read as floats")
    return numbers.assumingMemoryBound(to: Float.self)
  }

  /// From row `row` and column `column` on, as the product sees them.
  package func from(row: Int, column: Int) -> Matrix {
    var matrix = self
    matrix.numbers += (isTransposed ? column * stride + row : row * stride + column) * format.size
    return matrix
  }

  var kernels: ck_matrix { ck_matrix(numbers: numbers, stride: stride, is_transposed: isTransposed ? 1 : 0, format: format.kernels) }
}
