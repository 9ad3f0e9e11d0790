import CKernels

/// A product whose second factor is packed once into panels that all tiles of rows share.
///
/// The sum of an element runs over its terms in order, slice by slice, however the rows are partitioned.
struct PanelProduct {
  private let a: Matrix
  private let b: Matrix
  private let c: MutableMatrix
  private let m: Int
  private let n: Int
  private let k: Int
  private let alpha: Float
  private let beta: Float

  /// Terms of a slice.
  private let slice = ck_slice
  private let group = BlockedProduct.group
  /// Floats of panels at a time: some megabytes, which a shared cache holds.
  private static let panelLimit = 8 << 20

  init(_ a: Matrix, _ b: Matrix, into c: MutableMatrix, m: Int, n: Int, k: Int, alpha: Float, beta: Float) {
    (self.a, self.b, self.c) = (a, b, c)
    (self.m, self.n, self.k) = (m, n, k)
    (self.alpha, self.beta) = (alpha, beta)
  }

  /// Columns that are packed at a time.
  static func chunk(_ k: Int) -> Int { max(BlockedProduct.group, panelLimit / max(1, k) / BlockedProduct.group * BlockedProduct.group) }

  func run(tiles: Int, _ fusion: ProductFusion) {
    let chunk = Self.chunk(k)
    precondition(fusion.fill == nil || n <= chunk, "a product of \(n) columns and \(k) terms cannot fill its first factor on the way")
    let tallest = (0..<tiles).map { rows(of: $0, tiles).count }.max() ?? 0
    let block = tallest * ck_block_stride
    let blocks = fusion.fill == nil && fusion.finish == nil ? 1 : 3
    for first in stride(from: 0, to: n, by: chunk) {
      let columns = first..<min(n, first + chunk)
      let panels = packed(columns)
      // Narrower parts, for many threads; a filled block serves all columns.
      let width = fusion.fill == nil && columns.count >= 2048 ? 1024 : columns.count
      let parts = (columns.count + width - 1) / width
      Parallel.unsafeForEach(tiles * parts, scratch: blocks * block) { index, scratch in
        let start = columns.lowerBound + index % parts * width
        let tile = ProductTile(
          index: index / parts, rows: rows(of: index / parts, tiles), scratch: (scratch + block, scratch + 2 * block))
        multiply(tile, start..<min(columns.upperBound, start + width), panels, of: columns, scratch, fusion)
      }
    }
  }

  /// The rows of tile `index` of `tiles`: whole ones of the kernel's tiles, which keep their sums in registers.
  private func rows(of index: Int, _ tiles: Int) -> Range<Int> {
    let height = ck_tile_height()
    let heights = (m + height - 1) / height
    return min(m, index * heights / tiles * height)..<min(m, (index + 1) * heights / tiles * height)
  }

  /// Columns of panels that hold `columns`.
  private func padded(_ columns: Int) -> Int { (columns + ck_panel_width() - 1) / ck_panel_width() * ck_panel_width() }

  /// The panels of some columns: for each slice in turn (padded columns / panel width, terms, panel width).
  private func packed(_ columns: Range<Int>) -> Tensor {
    let width = padded(columns.count)
    let panels = TensorBuffer([k, width])
    let (groups, slices) = ((columns.count + group - 1) / group, (k + slice - 1) / slice)
    Parallel.unsafeForEach(groups * slices) { index in
      let (first, term) = (index / slices * group, index % slices * slice)
      let terms = min(slice, k - term)
      ck_pack_panels(
        b.kernels, term, columns.lowerBound + first, terms, min(group, columns.count - first), panels.pointer + term * width + first * terms
      )
    }
    return panels.finish()
  }

  /// The product of a tile's rows with some of the packed columns, `all`.
  private func multiply(
    _ tile: ProductTile, _ columns: Range<Int>, _ panels: Tensor, of all: Range<Int>, _ block: UnsafeMutablePointer<Float>,
    _ fusion: ProductFusion
  ) {
    let rows = tile.rows
    if rows.isEmpty { return }
    let width = padded(all.count)
    for term in stride(from: 0, to: max(1, k), by: slice) {
      let terms = term..<min(k, term + slice)
      if let fill = fusion.fill {
        fill(tile, terms, block)
      } else {
        ck_copy_block(a.kernels, rows.lowerBound, term, rows.count, terms.count, block)
      }
      let finish = terms.upperBound == k ? fusion.finish : nil
      let step = finish == nil ? columns.count : group
      for first in stride(from: columns.lowerBound, to: columns.upperBound, by: step) {
        let part = first..<min(columns.upperBound, first + step)
        ck_multiply_panels(
          rows.count, part.count, terms.count, alpha, block,
          panels.pointer + term * width + (first - all.lowerBound) * terms.count, term == 0 ? beta : 1,
          c.pointer + rows.lowerBound * c.stride + first, c.stride)
        finish?(tile, part)
      }
    }
  }
}
