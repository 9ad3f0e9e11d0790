import CKernels
import COpenBLAS

/// c = alpha * a b + beta * c on the calling thread: a is m x k, b is k x n. With a beta of 0, the old contents of c are not read.
///
/// Which routine does it follows from the shape: where one extent is thin, packing costs more than multiplying.
package func multiply(_ a: Matrix, _ b: Matrix, into c: MutableMatrix, m: Int, n: Int, k: Int, alpha: Float = 1, beta: Float = 0) {
  let thin = 16
  if m == 0 || n == 0 { return }
  let areFloats = a.dtype == .float32 && b.dtype == .float32
  if n <= thin, b.dtype == .float32, !a.isTransposed, b.isTransposed {
    ck_thin_dot(m, n, k, alpha, a.kernels, b.pointer, b.stride, beta, c.pointer, c.stride, 1)
  } else if m <= thin, a.dtype == .float32, !a.isTransposed, b.isTransposed {
    ck_thin_dot(n, m, k, alpha, b.kernels, a.pointer, a.stride, beta, c.pointer, 1, c.stride)
  } else if areFloats, k <= thin, !a.isTransposed, !b.isTransposed {
    ck_thin_expand(m, n, k, alpha, a.pointer, a.stride, b.pointer, b.stride, beta, c.pointer, c.stride)
  } else if areFloats, m <= thin, !b.isTransposed {
    ck_thin_outer(
      m, n, k, alpha, a.pointer, a.isTransposed ? 1 : a.stride, a.isTransposed ? a.stride : 1, b.pointer, b.stride, beta, c.pointer,
      c.stride)
  } else if areFloats, a.isTransposed {
    // Copying blocks of a transposed first factor costs more than OpenBLAS loses.
    cob_sgemm(
      1, b.isTransposed ? 1 : 0, Int32(m), Int32(n), Int32(k), alpha, a.pointer, Int32(a.stride), b.pointer,
      Int32(b.stride), beta, c.pointer, Int32(c.stride))
  } else {
    ck_product(m, n, k, alpha, a.kernels, b.kernels, beta, c.pointer, c.stride)
  }
}

/// Rows that one thread works on, and memory for that.
package struct ProductTile {
  /// From 0, different for all tiles.
  package let index: Int
  package let rows: Range<Int>
  /// Two blocks for as many rows, each as wide as a slice or a group of columns.
  let scratch: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>)
}

/// What is done beside a product, while its numbers are in the cache.
package struct ProductFusion {
  /// Makes the columns `terms` of a tile's rows of a, whose own contents are then not read: in `block`, whose rows are `ck_block_stride`
  /// floats apart. Called once for all rows and terms, the terms of a row in order on one thread, at most a slice at a time.
  package var fill: ((_ tile: ProductTile, _ terms: Range<Int>, _ block: UnsafeMutablePointer<Float>) -> Void)?
  /// Runs on parts of c, at most 256 columns of a tile's rows, when their values are final; all of a row is filled before its first one.
  package var finish: ((_ tile: ProductTile, _ columns: Range<Int>) -> Void)?

  package init() {}
}

/// A product partitioned into fixed blocks over the pool.
package struct BlockedProduct {
  let m: Int
  let n: Int
  let k: Int
  private let partition: Partition

  package init(m: Int, n: Int, k: Int) {
    (self.m, self.n, self.k) = (m, n, k)
    partition = Partition(m: m, n: n, k: k)
  }

  /// Columns that are finished together.
  static let group = 256
  /// Rows of a tile that is filled or finished by itself.
  private static let blockSize = 48

  private var fillsWhileMultiplying: Bool {
    if case .rows = partition { PanelProduct.chunk(k) >= n } else { false }
  }

  /// Pieces that `fill` sees.
  package var filledTiles: Int {
    if case .rows(let tiles) = partition, fillsWhileMultiplying { tiles } else { (m + Self.blockSize - 1) / Self.blockSize }
  }

  /// Pieces that `finish` sees.
  package var finishedTiles: Int {
    switch partition {
    case .rows(let tiles): tiles
    case .columns: 1
    case .depth: (m + Self.blockSize - 1) / Self.blockSize
    }
  }

  /// c = alpha * a b + beta * c; what is `fused` with it sees each number of a and c once.
  package func run(
    _ a: Matrix, _ b: Matrix, into c: MutableMatrix, alpha: Float = 1, beta: Float = 0, _ fusion: ProductFusion = ProductFusion()
  ) {
    Profile.note(m: m, n: n, k: k, firstTransposed: a.isTransposed, secondTransposed: b.isTransposed)
    if m == 0 || n == 0 { return }
    var fusion = fusion
    let made = fillsWhileMultiplying ? nil : fusion.fill.map(filled)
    let a = made.map { Matrix($0) } ?? a
    if made != nil { fusion.fill = nil }
    switch partition {
    case .rows(let tiles):
      PanelProduct(a, b, into: c, m: m, n: n, k: k, alpha: alpha, beta: beta).run(tiles: tiles, fusion)
    case .columns(let extent):
      let block = fusion.finish == nil ? 0 : m * ck_block_stride
      Parallel.unsafeForBlocks(of: n, blockSize: extent, scratch: 2 * block) { columns, scratch in
        multiply(
          a, b.from(row: 0, column: columns.lowerBound), into: c.from(row: 0, column: columns.lowerBound), m: m, n: columns.count, k: k,
          alpha: alpha, beta: beta)
        finish(ProductTile(index: 0, rows: 0..<m, scratch: (scratch, scratch + block)), columns, fusion)
      }
    case .depth(let extent):
      multiplyInSlices(a, b, into: c, m: m, n: n, k: k, extent: extent, alpha: alpha, beta: beta)
      if fusion.finish != nil { forEachTile { tile, _ in finish(tile, 0..<n, fusion) } }
    }
    withExtendedLifetime(made) {}
  }

  /// Does what is fused with the product and leaves that itself out: fills every row, then finishes it.
  package func runWithoutProduct(_ fusion: ProductFusion) {
    forEachTile { tile, block in
      for first in stride(from: 0, to: k, by: ck_slice) { fusion.fill?(tile, first..<min(k, first + ck_slice), block) }
      finish(tile, 0..<n, fusion)
    }
  }

  /// Pieces of the rows that are worked on without a product.
  package var plainTiles: Int { (m + Self.blockSize - 1) / Self.blockSize }

  private func forEachTile(_ body: (_ tile: ProductTile, _ block: UnsafeMutablePointer<Float>) -> Void) {
    let block = Self.blockSize * ck_block_stride
    Parallel.unsafeForBlocks(of: m, blockSize: Self.blockSize, scratch: 3 * block) { rows, scratch in
      body(
        ProductTile(index: rows.lowerBound / Self.blockSize, rows: rows, scratch: (scratch + block, scratch + 2 * block)), scratch)
    }
  }

  private func finish(_ tile: ProductTile, _ columns: Range<Int>, _ fusion: ProductFusion) {
    guard let finish = fusion.finish else { return }
    for first in stride(from: columns.lowerBound, to: columns.upperBound, by: Self.group) {
      finish(tile, first..<min(columns.upperBound, first + Self.group))
    }
  }

  /// What `fill` makes, as a tensor (m, k).
  private func filled(_ fill: (_ tile: ProductTile, _ terms: Range<Int>, _ block: UnsafeMutablePointer<Float>) -> Void) -> Tensor {
    let result = TensorBuffer([m, k])
    forEachTile { tile, block in
      for first in stride(from: 0, to: k, by: ck_slice) {
        let terms = first..<min(k, first + ck_slice)
        fill(tile, terms, block)
        ck_copy_rows(tile.rows.count, terms.count, block, ck_block_stride, result.pointer + tile.rows.lowerBound * k + first, k)
      }
    }
    return result.finish()
  }
}

/// c = alpha * a b + beta * c, partitioned into fixed blocks over the pool.
package func multiplyBlocked(
  _ a: Matrix, _ b: Matrix, into c: MutableMatrix, m: Int, n: Int, k: Int, alpha: Float = 1, beta: Float = 0
) {
  BlockedProduct(m: m, n: n, k: k).run(a, b, into: c, alpha: alpha, beta: beta)
}

/// c = beta * c + the sum, in order, of the products of slices of `extent` along k.
private func multiplyInSlices(
  _ a: Matrix, _ b: Matrix, into c: MutableMatrix, m: Int, n: Int, k: Int, extent: Int, alpha: Float, beta: Float
) {
  let slices = (k + extent - 1) / extent
  let partial = TensorBuffer([slices, m, n])
  Parallel.unsafeForBlocks(of: k, blockSize: extent) { slice in
    let target = partial.pointer + slice.lowerBound / extent * m * n
    multiply(
      a.from(row: 0, column: slice.lowerBound), b.from(row: slice.lowerBound, column: 0), into: MutableMatrix(target, stride: n), m: m,
      n: n,
      k: slice.count, alpha: alpha)
  }
  Parallel.unsafeForBlocks(of: m, blockSize: rowBlockSize(n)) { rows in
    for row in rows {
      let target = c.pointer + row * c.stride
      if beta == 0 { target.update(repeating: 0, count: n) } else if beta != 1 { ck_scale(n, beta, target) }
      for slice in 0..<slices { ck_add(n, target, partial.pointer + (slice * m + row) * n, target) }
    }
  }
}

/// How a product is partitioned, from its shape alone.
package enum Partition: Equatable {
  /// Into so many tiles of about equally many rows, which share b packed into panels.
  case rows(Int)
  /// Into tiles of so many columns: each packs its own part of b.
  case columns(Int)
  /// Into slices of so many terms, whose products are added up.
  case depth(Int)

  package init(m: Int, n: Int, k: Int) {
    let (tallest, lowest) = (126, 64)
    if m * n * k < 1 << 18 {
      self = .columns(n)
    } else if k >= 8 * max(m, n) {
      self = .depth(Self.extent(k, tiles: min(16, k / 512)))
    } else if m >= 3 * lowest {
      self = .rows(max((m + tallest - 1) / tallest, min(8, m / lowest)))
    } else {
      self = .columns(Self.extent(n, tiles: max(n / 512, min(16, n / 128))))
    }
  }

  /// The extent of each of about so many tiles, at most 64, in numbers that two or four threads share evenly.
  private static func extent(_ length: Int, tiles wanted: Int) -> Int {
    let even = wanted >= 4 ? min(64, wanted / 4 * 4) : max(1, wanted / 2 * 2)
    let tile = (length + even - 1) / even
    return (tile + 31) / 32 * 32
  }
}
