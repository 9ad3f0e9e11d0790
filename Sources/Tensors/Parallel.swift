import CKernels

/// The one thread pool. Work is cut into blocks whose number and size follow from shapes alone, so results do not depend on `threads`.
public enum Parallel {
  /// Threads that work on a call, the caller's among them; all cores unless set.
  public static var threads: Int {
    get { Int(ck_threads()) }
    set { ck_set_threads(Int32(clamping: newValue)) }
  }

  /// Runs `body` once for every index of `0..<count`, in any order and on any thread.
  package static func forEach(_ count: Int, _ body: (Int) -> Void) {
    if count == 1 { return body(0) }
    withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: body) { pointer in
        ck_parallel(
          count,
          { context, index in context!.assumingMemoryBound(to: ((Int) -> Void).self).pointee(index) },
          UnsafeMutableRawPointer(mutating: pointer))
      }
    }
  }

  /// Cuts `0..<count` into blocks of `grain` and runs `body` once for each block.
  package static func forBlocks(of count: Int, grain: Int, _ body: (Range<Int>) -> Void) {
    let blocks = (count + grain - 1) / grain
    forEach(blocks) { block in body(block * grain..<min(count, (block + 1) * grain)) }
  }
}
