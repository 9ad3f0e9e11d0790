import CKernels

extension StoredTensor {
  /// How many of the numbers are infinite or none: a weight has no such, and one of them spoils every answer.
  ///
  /// Reading them takes mapped memory, which `releasePages` gives back.
  package var nonFiniteCount: Int {
    let size = dtype.byteCount
    let blocks = (count + Self.countedBlockSize - 1) / Self.countedBlockSize
    return withUnsafeTemporaryAllocation(of: Int.self, capacity: max(1, blocks)) { counts in
      counts.initialize(repeating: 0)
      Parallel.unsafeForBlocks(of: count, blockSize: Self.countedBlockSize) { range in
        let first = numbers + range.lowerBound * size
        counts[range.lowerBound / Self.countedBlockSize] =
          switch dtype {
          case .float16: ck_count_non_finite_halves(range.count, first, 0x7C00)
          case .bfloat16: ck_count_non_finite_halves(range.count, first, 0x7F80)
          default: ck_count_non_finite(range.count, first)
          }
      }
      return counts[..<blocks].reduce(0, +)
    }
  }

  /// Large enough that handing blocks out costs nothing beside reading them.
  private static let countedBlockSize = 1 << 18
}

extension Tensor {
  /// How many of the elements are infinite or no numbers.
  package var nonFiniteCount: Int { StoredTensor(self).nonFiniteCount }
}
