import COpenBLAS

/// A matrix inside a larger array: rows `stride` floats apart, read as its transpose when `isTransposed`.
package struct Matrix {
  package var pointer: UnsafeMutablePointer<Float>
  package var stride: Int
  package var isTransposed = false

  package init(_ pointer: UnsafeMutablePointer<Float>, stride: Int, transposed: Bool = false) {
    self.pointer = pointer
    self.stride = stride
    isTransposed = transposed
  }

  /// From row `row` and column `column` on, as the product sees them.
  func from(row: Int, column: Int) -> Matrix {
    var matrix = self
    matrix.pointer += isTransposed ? column * stride + row : row * stride + column
    return matrix
  }
}

/// c = alpha * a b + beta * c on the calling thread: a is m x k, b is k x n.
package func multiply(_ a: Matrix, _ b: Matrix, into c: Matrix, m: Int, n: Int, k: Int, alpha: Float = 1, beta: Float = 0) {
  cob_sgemm(
    a.isTransposed ? 1 : 0, b.isTransposed ? 1 : 0, Int32(m), Int32(n), Int32(k), alpha, a.pointer, Int32(a.stride), b.pointer,
    Int32(b.stride), beta, c.pointer, Int32(c.stride))
}

/// The same cut into fixed blocks over the pool. `epilogue` runs on each block of `c` (its rows and columns) while it is in cache.
package func multiplyBlocked(
  _ a: Matrix, _ b: Matrix, into c: Matrix, m: Int, n: Int, k: Int, alpha: Float = 1, beta: Float = 0,
  epilogue: ((_ rows: Range<Int>, _ columns: Range<Int>) -> Void)? = nil
) {
  let (blockRows, blockColumns) = blockExtents(m: m, n: n)
  let across = (n + blockColumns - 1) / blockColumns
  let down = (m + blockRows - 1) / blockRows
  Parallel.forEach(down * across) { block in
    let rows = block / across * blockRows..<min(m, (block / across + 1) * blockRows)
    let columns = block % across * blockColumns..<min(n, (block % across + 1) * blockColumns)
    multiply(
      a.from(row: rows.lowerBound, column: 0), b.from(row: 0, column: columns.lowerBound),
      into: c.from(row: rows.lowerBound, column: columns.lowerBound), m: rows.count, n: columns.count, k: k, alpha: alpha, beta: beta)
    epilogue?(rows, columns)
  }
}

/// Rows and columns of a block, from the shape of the product alone.
private func blockExtents(m: Int, n: Int) -> (rows: Int, columns: Int) {
  func extent(_ length: Int) -> Int {
    let pieces = min(16, max(1, length / 192))
    let piece = (length + pieces - 1) / pieces
    return min(length, max(1, (min(piece, 1024) + 15) / 16 * 16))
  }
  return m >= n ? (extent(m), n) : (m, extent(n))
}
