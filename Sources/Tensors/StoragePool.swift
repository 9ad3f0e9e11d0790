import Foundation
import Synchronization

/// Memory that is reused and not returned to the system between steps: blocks in size classes, large ones on huge pages.
///
/// Steps of one shape take and give back the same blocks. When the shapes change, what no step has used for a long while goes back to the
/// system, at the moment when more memory is needed and at no other.
package final class StoragePool: Sendable {
  /// The pool that new storage comes from: one for the whole program, another one only where a test wants to count.
  @TaskLocal package static var current = StoragePool()

  private struct Block {
    let address: UInt
    let capacity: Int
    /// The value of `takes` when it was given back.
    let idleSince: Int
  }

  private struct State {
    /// By capacity, the longest idle first.
    var free: [Int: [Block]] = [:]
    var takes = 0
    var liveBytes = 0
    var reservedBytes = 0

    /// Removes the blocks that have been idle for more than `patience` takes.
    mutating func removeStale(_ patience: Int) -> [Block] {
      var stale: [Block] = []
      for capacity in Array(free.keys) {
        let count = free[capacity]?.prefix { takes - $0.idleSince > patience }.count ?? 0
        stale += free[capacity]?.prefix(count) ?? []
        free[capacity]?.removeFirst(count)
        reservedBytes -= count * capacity * 4
      }
      return stale
    }
  }

  private let state = Mutex(State())
  private let patience: Int

  /// Bytes handed out and not yet given back.
  package var liveBytes: Int { state.withLock { $0.liveBytes } }

  /// Bytes taken from the system.
  package var reservedBytes: Int { state.withLock { $0.reservedBytes } }

  /// - Parameter patience: how many blocks are handed out before an idle one is stale: some tens of training steps.
  package init(patience: Int = 100_000) { self.patience = patience }

  deinit {
    for block in state.withLock({ Array($0.free.values.joined()) }) { Self.unmap(block.address, block.capacity) }
  }

  /// Floats in the smallest class that holds `count`: eight classes an octave, so at most an eighth is wasted.
  package static func capacity(for count: Int) -> Int {
    let least = max(count, 64)
    let octave = Int.bitWidth - 1 - (least - 1).leadingZeroBitCount
    let step = max(64, (1 << octave) / 8)
    return (least + step - 1) / step * step
  }

  func take(_ capacity: Int) -> UnsafeMutablePointer<Float> {
    let (address, stale) = state.withLock { state -> (UInt, [Block]) in
      state.takes += 1
      state.liveBytes += capacity * 4
      if let block = state.free[capacity]?.popLast() { return (block.address, []) }
      let stale = state.removeStale(patience)
      state.reservedBytes += capacity * 4
      return (0, stale)
    }
    for block in stale { Self.unmap(block.address, block.capacity) }
    return UnsafeMutablePointer(bitPattern: address) ?? Self.map(capacity)
  }

  func giveBack(_ pointer: UnsafeMutablePointer<Float>, _ capacity: Int) {
    state.withLock { state in
      state.liveBytes -= capacity * 4
      state.free[capacity, default: []].append(Block(address: UInt(bitPattern: pointer), capacity: capacity, idleSince: state.takes))
    }
  }

  private static let hugePage = 2 << 20

  private static func map(_ capacity: Int) -> UnsafeMutablePointer<Float> {
    let bytes = capacity * 4
    let raw = bytes < hugePage ? aligned_alloc(64, bytes) : mapHugePages(bytes)
    guard let raw else { fatalError("out of memory: the system has no \(bytes) bytes") }
    return raw.assumingMemoryBound(to: Float.self)
  }

  /// Memory that starts on a huge page, so that it can consist of them.
  private static func mapHugePages(_ bytes: Int) -> UnsafeMutableRawPointer? {
    let mapped = mmap(nil, bytes + hugePage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let mapped, mapped != MAP_FAILED else { return nil }
    let before = -Int(bitPattern: mapped) & (hugePage - 1)
    let start = mapped + before
    if before > 0 { munmap(mapped, before) }
    if before < hugePage { munmap(start + bytes, hugePage - before) }
    madvise(start, bytes, MADV_HUGEPAGE)
    return start
  }

  private static func unmap(_ block: UInt, _ capacity: Int) {
    guard let start = UnsafeMutableRawPointer(bitPattern: block) else { return }
    if capacity * 4 < hugePage { free(start) } else { munmap(start, capacity * 4) }
  }
}
