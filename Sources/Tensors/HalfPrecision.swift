import CKernels

extension Tensor {
  /// The elements at `source`, which needs no alignment, widened exactly from halves.
  package init(widening source: UnsafeRawPointer, _ format: NumberFormat, shape: [Int]) {
    precondition(format != .float32, "floats are not widened")
    self.init(uninitialized: shape)
    let target = pointer
    Parallel.forBlocks(of: count, grain: elementGrain) { range in
      switch format {
      case .bfloat16: ck_widen_bfloat(range.count, source + 2 * range.lowerBound, target + range.lowerBound)
      default: ck_widen_half(range.count, source + 2 * range.lowerBound, target + range.lowerBound)
      }
    }
  }

  /// How the elements are stored; other than Float32 only for weights that a file holds so.
  package var format: NumberFormat { storage.format }

  /// The first of the elements, as they are stored.
  package var numbers: UnsafeMutableRawPointer { storage.numbers }

  /// Tells whoever owns the elements' memory that they are not needed for a while.
  package func releasePages() { storage.releasePages() }

  /// Some rows of a matrix as floats, sharing its storage when it has them.
  func widenedRows(_ rows: Range<Int>) -> Tensor {
    let width = shape[1]
    let start = storage.numbers + rows.lowerBound * width * format.size
    let part = Tensor(storage: Storage(borrowing: start, format, count: rows.count * width, owner: storage), shape: [rows.count, width])
    return part.widened
  }

  /// The tensor itself, or, of halves, a widened copy.
  package var widened: Tensor {
    format == .float32 ? self : Tensor(widening: storage.numbers, format, shape: shape)
  }
}
