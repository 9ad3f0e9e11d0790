import Essentials
import Foundation
import Synchronization

/// Memory that is reused and not returned to the system between steps: small blocks in size classes, large ones out of an arena on huge
/// pages.
///
/// Steps of one shape allocate and free the same memory. When the shapes change, what no step has used for a long while goes back to the
/// system, at the moment when more is needed and at no other.
package final class StoragePool: Sendable {
  /// The pool that new storage comes from: one for the whole program, another one only where a test wants to count.
  @TaskLocal package static var current = StoragePool()

  private struct Block {
    let address: UInt
    let capacity: Int
    /// The value of `allocations` when it was freed.
    let idleSince: Int
  }

  private struct State {
    /// Small blocks by capacity, the longest idle first.
    var idle: [Int: [Block]] = [:]
    var arena = BlockArena()
    var allocations = 0
    var liveBytes = 0
    /// Of small blocks.
    var reservedBytes = 0

    /// Removes the small blocks that have been idle for more than `patience` allocations.
    mutating func removeStale(_ patience: Int) -> [Block] {
      var stale: [Block] = []
      for capacity in Array(idle.keys) {
        let count = idle[capacity]?.prefix { allocations - $0.idleSince > patience }.count ?? 0
        stale += idle[capacity]?.prefix(count) ?? []
        idle[capacity]?.removeFirst(count)
        reservedBytes -= count * capacity * 4
      }
      return stale
    }
  }

  private let state = Mutex(State())
  private let patience: Int

  /// Bytes allocated and not yet freed.
  package var liveBytes: Int { state.withLock { $0.liveBytes } }

  /// Bytes taken from the system.
  package var reservedBytes: Int { state.withLock { $0.reservedBytes + $0.arena.touchedBytes } }

  /// - Parameter patience: how many blocks are allocated before idle memory is stale: some tens of training steps.
  package init(patience: Int = 100_000) { self.patience = patience }

  deinit {
    state.withLock { state in
      for block in state.idle.values.joined() { Foundation.free(UnsafeMutableRawPointer(bitPattern: block.address)) }
      state.arena.unmapAll()
    }
  }

  /// Floats from which on a block is a large one.
  private static let large = 1 << 18

  /// The floats that a block for `count` has: small ones come in eight classes an octave, so at most an eighth is wasted.
  package static func capacity(for count: Int) -> Int {
    if count >= large { return BlockArena.size(count * 4) / 4 }
    let least = max(count, 64)
    let octave = Int.bitWidth - 1 - (least - 1).leadingZeroBitCount
    let step = max(64, (1 << octave) / 8)
    return (least + step - 1) / step * step
  }

  func allocate(_ capacity: Int) -> UnsafeMutablePointer<Float> {
    let (address, stale) = state.withLock { state -> (UInt, [Block]) in
      state.allocations += 1
      state.liveBytes += capacity * 4
      if capacity >= Self.large {
        return (state.arena.allocate(capacity * 4, now: state.allocations, patience: patience) ?? 0, [])
      }
      if let block = state.idle[capacity]?.popLast() { return (block.address, []) }
      let stale = state.removeStale(patience)
      state.reservedBytes += capacity * 4
      return (UInt(bitPattern: aligned_alloc(64, capacity * 4)), stale)
    }
    for block in stale { Foundation.free(UnsafeMutableRawPointer(bitPattern: block.address)) }
    guard let pointer = UnsafeMutablePointer<Float>(bitPattern: address) else {
      endForLackOfMemory()
    }
    return pointer
  }

  func free(_ pointer: UnsafeMutablePointer<Float>, _ capacity: Int) {
    let address = UInt(bitPattern: pointer)
    state.withLock { state in
      state.liveBytes -= capacity * 4
      if capacity >= Self.large {
        state.arena.free(address, capacity * 4, now: state.allocations)
      } else {
        state.idle[capacity, default: []].append(Block(address: address, capacity: capacity, idleSince: state.allocations))
      }
    }
  }
}
