/// A block of floats: from the pool, to which it returns when its last reader is done, or inside memory that somebody else owns.
package final class Storage {
  package let pointer: UnsafeMutablePointer<Float>
  /// Floats reserved, at least the number asked for.
  package let capacity: Int
  private let pool: StoragePool?
  private let owner: AnyObject?

  /// Uninitialised floats from the pool.
  package init(count: Int) {
    let pool = StoragePool.current
    capacity = StoragePool.capacity(for: count)
    pointer = pool.take(capacity)
    self.pool = pool
    owner = nil
  }

  /// Floats inside memory that lives as long as `owner`, a mapped file for example.
  package init(borrowing pointer: UnsafeMutablePointer<Float>, count: Int, owner: AnyObject) {
    self.pointer = pointer
    capacity = count
    pool = nil
    self.owner = owner
  }

  /// Whether the block is the pool's, and so counts in its bytes.
  package var isPooled: Bool { pool != nil }

  deinit { pool?.giveBack(pointer, capacity) }
}
