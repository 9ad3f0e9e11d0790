import CKernels

/// A 16-bit floating-point format that files store weights in.
package enum HalfPrecision {
  case float16, bfloat16
}

extension Tensor {
  /// The elements at `source`, which needs no alignment, widened exactly.
  package init(widening source: UnsafeRawPointer, _ format: HalfPrecision, shape: [Int]) {
    self.init(uninitialized: shape)
    let target = pointer
    Parallel.forBlocks(of: count, grain: elementGrain) { range in
      switch format {
      case .float16: ck_widen_half(range.count, source + 2 * range.lowerBound, target + range.lowerBound)
      case .bfloat16: ck_widen_bfloat(range.count, source + 2 * range.lowerBound, target + range.lowerBound)
      }
    }
  }
}
