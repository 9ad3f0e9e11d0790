/// A block of floats: from the pool, to which it returns when its last reader is done, or inside memory that somebody else owns.
package final class Storage {
  /// The first of the floats.
  package let pointer: UnsafePointer<Float>
  /// Floats reserved, at least as many as were asked for.
  package let capacity: Int
  private let pool: StoragePool?
  private let owner: AnyObject?

  /// Uninitialised floats from the pool.
  init(count: Int) {
    let pool = StoragePool.current
    capacity = StoragePool.capacity(for: count)
    pointer = UnsafePointer(pool.allocate(capacity))
    self.pool = pool
    owner = nil
  }

  /// Floats inside memory that lives as long as `owner`, a mapped file for example.
  init(borrowing floats: UnsafePointer<Float>, count: Int, owner: AnyObject) {
    pointer = floats
    capacity = count
    pool = nil
    self.owner = owner
  }

  /// The first of the pool's floats, for whoever has the block alone.
  var mutablePointer: UnsafeMutablePointer<Float> {
    precondition(isPooled, "borrowed memory is written to")
    return UnsafeMutablePointer(mutating: pointer)
  }

  /// Whether the block is the pool's, and so counts in its bytes.
  package var isPooled: Bool { pool != nil }

  /// Tells the owner that the floats are not needed for a while.
  func releasePages() { (owner as? any RereadableMemory)?.releasePages(of: pointer, count: capacity * 4) }

  deinit { pool?.free(UnsafeMutablePointer(mutating: pointer), capacity) }
}

/// Memory whose contents can be had again, a mapped file for example.
package protocol RereadableMemory: AnyObject {
  /// Those bytes need not stay in memory until they are read the next time.
  func releasePages(of bytes: UnsafeRawPointer, count: Int)
}
