/// A block of numbers: floats from the pool, to which it returns when its last reader is done, or what lies inside memory that somebody else
/// owns.
package final class Storage {
  package let numbers: UnsafeMutableRawPointer
  package let format: NumberFormat
  /// Numbers reserved, at least as many as were asked for.
  package let capacity: Int
  private let pool: StoragePool?
  private let owner: AnyObject?

  /// Uninitialised floats from the pool.
  package init(count: Int) {
    let pool = StoragePool.current
    capacity = StoragePool.capacity(for: count)
    numbers = UnsafeMutableRawPointer(pool.take(capacity))
    format = .float32
    self.pool = pool
    owner = nil
  }

  /// Numbers inside memory that lives as long as `owner`, a mapped file for example. Floats must be aligned, halves need not be.
  package init(borrowing numbers: UnsafeMutableRawPointer, _ format: NumberFormat = .float32, count: Int, owner: AnyObject) {
    self.numbers = numbers
    self.format = format
    capacity = count
    pool = nil
    self.owner = owner
  }

  /// The numbers, which must be floats.
  package var pointer: UnsafeMutablePointer<Float> {
    precondition(format == .float32, "numbers stored as \(format) are used as floats")
    return numbers.assumingMemoryBound(to: Float.self)
  }

  /// Whether the block is the pool's, and so counts in its bytes.
  package var isPooled: Bool { pool != nil }

  /// Tells the owner that the numbers are not needed for a while.
  package func releasePages() { (owner as? any RereadableMemory)?.releasePages(of: numbers, count: capacity * format.size) }

  deinit { pool?.giveBack(pointer, capacity) }
}

/// Memory whose contents can be had again, a mapped file for example.
package protocol RereadableMemory: AnyObject {
  /// Those bytes need not stay in memory until they are read the next time.
  func releasePages(of bytes: UnsafeMutableRawPointer, count: Int)
}
