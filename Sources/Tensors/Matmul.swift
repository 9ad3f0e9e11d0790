import CKernels
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

/// c = alpha * a b + beta * c on the calling thread: a is m x k, b is k x n. With a beta of 0, the old contents of c are not read.
///
/// Which routine does it follows from the shape: where one extent is thin, OpenBLAS packs more than it multiplies, and ours are up to five
/// times faster.
package func multiply(_ a: Matrix, _ b: Matrix, into c: Matrix, m: Int, n: Int, k: Int, alpha: Float = 1, beta: Float = 0) {
  let thin = 16
  precondition(!c.isTransposed, "a product is not written transposed")
  if m == 0 || n == 0 { return }
  if n <= thin, !a.isTransposed, b.isTransposed {
    ck_thin_dot(m, n, k, alpha, a.pointer, a.stride, b.pointer, b.stride, beta, c.pointer, c.stride, 1)
  } else if m <= thin, !a.isTransposed, b.isTransposed {
    ck_thin_dot(n, m, k, alpha, b.pointer, b.stride, a.pointer, a.stride, beta, c.pointer, 1, c.stride)
  } else if k <= thin, !a.isTransposed, !b.isTransposed {
    ck_thin_expand(m, n, k, alpha, a.pointer, a.stride, b.pointer, b.stride, beta, c.pointer, c.stride)
  } else if m <= thin, !b.isTransposed {
    ck_thin_outer(
      m, n, k, alpha, a.pointer, a.isTransposed ? 1 : a.stride, a.isTransposed ? a.stride : 1, b.pointer, b.stride, beta, c.pointer,
      c.stride)
  } else {
    cob_sgemm(
      a.isTransposed ? 1 : 0, b.isTransposed ? 1 : 0, Int32(m), Int32(n), Int32(k), alpha, a.pointer, Int32(a.stride), b.pointer,
      Int32(b.stride), beta, c.pointer, Int32(c.stride))
  }
}

/// The same cut into fixed blocks over the pool.
///
/// - Parameters:
///   - epilogue: runs on each block of `c`, its rows and columns, when its values are final and still in the cache.
///   - prologue: prepares rows of `a`; it has run for all rows that a block reads.
package func multiplyBlocked(
  _ a: Matrix, _ b: Matrix, into c: Matrix, m: Int, n: Int, k: Int, alpha: Float = 1, beta: Float = 0,
  epilogue: ((_ rows: Range<Int>, _ columns: Range<Int>) -> Void)? = nil, prologue: ((_ rows: Range<Int>) -> Void)? = nil
) {
  func product(_ rows: Range<Int>, _ columns: Range<Int>) {
    multiply(
      a.from(row: rows.lowerBound, column: 0), b.from(row: 0, column: columns.lowerBound),
      into: c.from(row: rows.lowerBound, column: columns.lowerBound), m: rows.count, n: columns.count, k: k, alpha: alpha, beta: beta)
    epilogue?(rows, columns)
  }
  let cut = Cut(m: m, n: n, k: k)
  if let prologue, !cut.isByRows { Parallel.forBlocks(of: m, grain: rowGrain(k), prologue) }
  switch cut {
  case .rows(let extent):
    Parallel.forBlocks(of: m, grain: extent) { rows in
      prologue?(rows)
      product(rows, 0..<n)
    }
  case .columns(let extent):
    Parallel.forBlocks(of: n, grain: extent) { columns in product(0..<m, columns) }
  case .depth(let extent):
    multiplyInSlices(a, b, into: c, m: m, n: n, k: k, extent: extent, alpha: alpha, beta: beta)
    if let epilogue { Parallel.forBlocks(of: m, grain: rowGrain(n)) { rows in epilogue(rows, 0..<n) } }
  }
}

/// c = beta * c + the sum, in order, of the products of slices of `extent` along k.
private func multiplyInSlices(
  _ a: Matrix, _ b: Matrix, into c: Matrix, m: Int, n: Int, k: Int, extent: Int, alpha: Float, beta: Float
) {
  let slices = (k + extent - 1) / extent
  let partial = Tensor(uninitialized: [slices, m, n])
  Parallel.forBlocks(of: k, grain: extent) { slice in
    let target = partial.pointer + slice.lowerBound / extent * m * n
    multiply(
      a.from(row: 0, column: slice.lowerBound), b.from(row: slice.lowerBound, column: 0), into: Matrix(target, stride: n), m: m, n: n,
      k: slice.count, alpha: alpha)
  }
  Parallel.forBlocks(of: m, grain: rowGrain(n)) { rows in
    for row in rows {
      let target = c.pointer + row * c.stride
      if beta == 0 { target.update(repeating: 0, count: n) } else if beta != 1 { ck_scale(n, beta, target) }
      for slice in 0..<slices { ck_add(n, target, partial.pointer + (slice * m + row) * n, target) }
    }
  }
}

/// How a product is cut, from its shape alone.
///
/// Cutting rows makes OpenBLAS pack b once for each block, cutting columns packs a; measured on one core, blocks of 512 rows lose 1 to 2 %,
/// of 256 rows 3 to 6 %, of 128 rows 8 to 15 %, and of as many columns about as much when the rows are few, twice that when they are many.
package enum Cut: Equatable {
  case rows(Int)
  case columns(Int)
  case depth(Int)

  package init(m: Int, n: Int, k: Int) {
    if m * n * k < 1 << 18 {
      self = .rows(max(1, m))
    } else if k >= 8 * max(m, n) {
      self = .depth(Self.extent(k, pieces: min(16, k / 512)))
    } else if m >= 1024 {
      self = .rows(Self.extent(m, pieces: max(m / 512, min(8, m / 256))))
    } else if n >= 256 {
      self = .columns(Self.extent(n, pieces: max(n / 512, min(16, n / 192))))
    } else {
      self = .rows(Self.extent(m, pieces: min(16, m / 128)))
    }
  }

  var isByRows: Bool {
    if case .rows = self { true } else { false }
  }

  /// The extent of each of about so many pieces, at most 64, in numbers that two or four threads share evenly.
  private static func extent(_ length: Int, pieces wanted: Int) -> Int {
    let even = wanted >= 4 ? min(64, wanted / 4 * 4) : max(1, wanted / 2 * 2)
    let piece = (length + even - 1) / even
    return (piece + 15) / 16 * 16
  }
}

/// The library behind the products.
public enum Matmul {
  /// The name of the OpenBLAS kernels in use ("SkylakeX"), the library being loaded when it is not yet; nil when it cannot be.
  public static var kernels: String? { cob_load() == nil ? String(cString: cob_kernels()) : nil }

  /// Why the library cannot be loaded; nil when it can.
  public static var failure: String? { cob_load().map { String(cString: $0) } }
}
