import CKernels

/// Sums over the rows of something, in blocks of `blockSize` rows over the pool: `body` adds its rows' part to a row of `width` zeros of its
/// own, and the parts are added in block order, so the result does not depend on the number of threads.
///
/// - Parameter target: `width` floats that are added to; with `isNew` they are overwritten.
package func sumOverRows(
  _ rows: Int, blockSize: Int, width: Int, into target: UnsafeMutablePointer<Float>, isNew: Bool,
  _ body: (_ rows: Range<Int>, _ sums: UnsafeMutablePointer<Float>) -> Void
) {
  let parts = (rows + blockSize - 1) / blockSize
  let partial = TensorBuffer(zeros: [parts, width])
  Parallel.unsafeForBlocks(of: rows, blockSize: blockSize) { range in body(range, partial.pointer + range.lowerBound / blockSize * width) }
  addRows(of: partial.finish(), to: target, isNew: isNew)
}

/// target (width) += the rows of `partial` (parts, width) in order; with `isNew`, target is overwritten.
func addRows(of partial: Tensor, to target: UnsafeMutablePointer<Float>, isNew: Bool) {
  let (parts, width) = (partial.shape[0], partial.shape[1])
  Parallel.unsafeForBlocks(of: width, blockSize: 4096) { columns in
    let sum = target + columns.lowerBound
    if isNew { sum.update(repeating: 0, count: columns.count) }
    for part in 0..<parts { ck_add(columns.count, sum, partial.pointer + part * width + columns.lowerBound, sum) }
  }
}

/// Rows a block of a kernel that works on whole rows, from the rows' width alone.
package func rowBlockSize(_ width: Int) -> Int { max(1, elementBlockSize / max(1, width)) }
