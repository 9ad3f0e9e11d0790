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
    let (scratch, left, right) = (matrix.copy(), Tensor(uninitialized: [rows, k]), Tensor(uninitialized: [k, columns]))
    var values = [Float](repeating: 0, count: k)
    guard matrix.values.allSatisfy(\.isFinite) else { throw .unfit }
    // By columns the same numbers are Wᵀ = rightᵀ · diag(values) · leftᵀ.
    let info = cob_sgesdd(Int32(columns), Int32(rows), scratch.pointer, &values, right.pointer, left.pointer)
    if let failure = FactorizationFailure(info) { throw failure }
    (self.left, self.values, self.right) = (left, values, right)
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
    let byColumns = Self.transposed(matrix.pointer, rows: rows, columns: columns)
    var tau = [Float](repeating: 0, count: min(rows, columns))
    if let failure = FactorizationFailure(cob_sgeqrf(Int32(rows), Int32(columns), byColumns.pointer, &tau)) { throw failure }
    r = Tensor.zeros([count, columns])
    for row in 0..<count {
      for column in row..<columns { r.pointer[row * columns + column] = byColumns.pointer[column * rows + row] }
    }
    let info = cob_sorgqr(Int32(rows), Int32(count), Int32(count), byColumns.pointer, &tau)
    if let failure = FactorizationFailure(info) { throw failure }
    q = Self.transposed(byColumns.pointer, rows: count, columns: rows)
  }

  /// (columns, rows) of (rows, columns).
  private static func transposed(_ source: UnsafeMutablePointer<Float>, rows: Int, columns: Int) -> Tensor {
    let result = Tensor(uninitialized: [columns, rows])
    for row in 0..<rows {
      for column in 0..<columns { result.pointer[column * rows + row] = source[row * columns + column] }
    }
    return result
  }
}

/// a b for matrices a (m, k) and b (k, n), or the same with a given as its transpose (k, m).
package func product(_ a: Tensor, _ b: Tensor, transposingFirst isTransposed: Bool = false) -> Tensor {
  let (m, k, n) = (a.shape[isTransposed ? 1 : 0], a.shape[isTransposed ? 0 : 1], b.shape[1])
  precondition(b.shape[0] == k, "a product of \(a.shape)\(isTransposed ? " transposed" : "") and \(b.shape)")
  let result = Tensor(uninitialized: [m, n])
  multiplyBlocked(Matrix(a, transposed: isTransposed), Matrix(b), into: Matrix(result), m: m, n: n, k: k)
  return result
}
