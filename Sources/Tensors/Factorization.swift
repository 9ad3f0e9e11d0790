import COpenBLAS

/// Why a matrix could not be factorized.
package enum FactorizationFailure: Error {
  /// OpenBLAS came without LAPACK, or memory ran out.
  case noLAPACK
  /// Numbers that are none, or no convergence.
  case unfit

  fileprivate init?(_ info: Int32) {
    switch info {
    case 0: return nil
    case Int32(cob_missing): self = .noLAPACK
    default: self = .unfit
    }
  }
}

/// W = left · diag(values) · right for a matrix W (rows, columns), with k = min(rows, columns).
package struct SingularValues {
  /// (rows, k), columns orthonormal.
  package let left: Tensor
  /// k, falling.
  package let values: [Float]
  /// (k, columns), rows orthonormal.
  package let right: Tensor

  package init(_ matrix: Tensor) throws(FactorizationFailure) {
    let (rows, columns) = (matrix.shape[0], matrix.shape[1])
    let k = min(rows, columns)
    var scratch = matrix.copy()
    let left = TensorBuffer([rows, k])
    let right = TensorBuffer([k, columns])
    var values = [Float](repeating: 0, count: k)
    guard matrix.values.allSatisfy(\.isFinite) else { throw .unfit }
    // By columns the same numbers are Wᵀ = rightᵀ · diag(values) · leftᵀ.
    let info = scratch.withMutablePointer { cob_sgesdd(Int32(columns), Int32(rows), $0, &values, right.pointer, left.pointer) }
    if let failure = FactorizationFailure(info) { throw failure }
    (self.left, self.values, self.right) = (left.finish(), values, right.finish())
  }
}

/// W = q · r for a matrix W (rows, columns): the first columns of q and rows of r.
package struct OrthogonalTriangular {
  /// (rows, count), columns orthonormal.
  package let q: Tensor
  /// (count, columns), zero below the diagonal.
  package let r: Tensor

  /// - Parameter count: at most min(rows, columns).
  package init(_ matrix: Tensor, first count: Int) throws(FactorizationFailure) {
    let (rows, columns) = (matrix.shape[0], matrix.shape[1])
    precondition(count <= min(rows, columns), "\(count) columns of a factor of \(matrix.shape)")
    guard matrix.values.allSatisfy(\.isFinite) else { throw .unfit }
    var byColumns = matrix.transposed()
    var tau = [Float](repeating: 0, count: min(rows, columns))
    let firstInfo = byColumns.withMutablePointer { cob_sgeqrf(Int32(rows), Int32(columns), $0, &tau) }
    if let failure = FactorizationFailure(firstInfo) { throw failure }
    let r = TensorBuffer(zeros: [count, columns])
    for row in 0..<count {
      for column in row..<columns { r.pointer[row * columns + column] = byColumns.pointer[column * rows + row] }
    }
    let info = byColumns.withMutablePointer { cob_sorgqr(Int32(rows), Int32(count), Int32(count), $0, &tau) }
    if let failure = FactorizationFailure(info) { throw failure }
    self.r = r.finish()
    q = Tensor(storage: byColumns.storage, shape: [count, rows]).transposed()
  }
}

/// a b for matrices a (m, k) and b (k, n); a may be given as its transpose (k, m).
package func product(_ a: Tensor, _ b: Tensor, transposingFirst isTransposed: Bool = false) -> Tensor {
  let (m, k, n) = (a.shape[isTransposed ? 1 : 0], a.shape[isTransposed ? 0 : 1], b.shape[1])
  precondition(b.shape[0] == k, "a product of \(a.shape)\(isTransposed ? " transposed" : "") and \(b.shape)")
  let result = TensorBuffer([m, n])
  multiplyBlocked(Matrix(a, transposed: isTransposed), Matrix(b), into: MutableMatrix(result.pointer, stride: n), m: m, n: n, k: k)
  return result.finish()
}
