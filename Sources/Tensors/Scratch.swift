import Synchronization

extension Parallel {
  /// Runs `body` once for every index of `0..<count`, each time with `floats` floats of arbitrary contents to work in.
  ///
  /// There are as many such blocks as threads: what one body leaves in the cache the next one finds there.
  package static func unsafeForEach(
    _ count: Int, scratch floats: Int, _ body: (_ index: Int, _ scratch: UnsafeMutablePointer<Float>) -> Void
  ) {
    let stride = (floats + 15) / 16 * 16
    let slots = max(1, min(count, threads))
    let storage = Storage(count: slots * stride)
    let free = Mutex(Array(0..<slots))
    unsafeForEach(count) { index in
      if let slot = free.withLock({ $0.popLast() }) {
        body(index, storage.mutablePointer + slot * stride)
        free.withLock { $0.append(slot) }
      } else {  // more threads work than there were when we counted
        let own = Storage(count: floats)
        body(index, own.mutablePointer)
      }
    }
  }

  /// Partitions `0..<count` into blocks of `blockSize` and runs `body` once for each, with `floats` floats to work in.
  package static func unsafeForBlocks(
    of count: Int, blockSize: Int, scratch floats: Int, _ body: (_ range: Range<Int>, _ scratch: UnsafeMutablePointer<Float>) -> Void
  ) {
    unsafeForEach((count + blockSize - 1) / blockSize, scratch: floats) { block, scratch in
      body(block * blockSize..<min(count, (block + 1) * blockSize), scratch)
    }
  }
}
