import Foundation
import Synchronization

/// Memory that is reused and never returned to the system between steps: blocks in size classes, large ones on huge pages.
package final class StoragePool: Sendable {
  /// The pool that new storage comes from: one for the whole program, another one only where a test wants to count.
  @TaskLocal package static var current = StoragePool()

  private struct State {
    var free: [Int: [UInt]] = [:]
    var liveBytes = 0
    var reservedBytes = 0
  }

  private let state = Mutex(State())

  /// Bytes handed out and not yet given back.
  package var liveBytes: Int { state.withLock { $0.liveBytes } }

  /// Bytes taken from the system.
  package var reservedBytes: Int { state.withLock { $0.reservedBytes } }

  package init() {}

  deinit {
    state.withLock { state in
      for (capacity, blocks) in state.free {
        for block in blocks { Self.unmap(block, capacity) }
      }
    }
  }

  /// Floats in the smallest class that holds `count`: eight classes an octave, so at most an eighth is wasted.
  package static func capacity(for count: Int) -> Int {
    let least = max(count, 64)
    let octave = Int.bitWidth - 1 - (least - 1).leadingZeroBitCount
    let step = max(64, (1 << octave) / 8)
    return (least + step - 1) / step * step
  }

  func take(_ capacity: Int) -> UnsafeMutablePointer<Float> {
    let block = state.withLock { state in
      state.liveBytes += capacity * 4
      if let block = state.free[capacity]?.popLast() { return block }
      state.reservedBytes += capacity * 4
      return UInt(0)
    }
    return UnsafeMutablePointer(bitPattern: block) ?? Self.map(capacity)
  }

  func giveBack(_ pointer: UnsafeMutablePointer<Float>, _ capacity: Int) {
    state.withLock { state in
      state.liveBytes -= capacity * 4
      state.free[capacity, default: []].append(UInt(bitPattern: pointer))
    }
  }

  private static let hugePage = 2 << 20

  private static func map(_ capacity: Int) -> UnsafeMutablePointer<Float> {
    let bytes = capacity * 4
    var raw: UnsafeMutableRawPointer?
    let failed = posix_memalign(&raw, bytes >= hugePage ? hugePage : 64, bytes)
    guard failed == 0, let raw else { fatalError("out of memory: the system has no \(bytes) bytes") }
    if bytes >= hugePage { madvise(raw, bytes, MADV_HUGEPAGE) }
    return raw.assumingMemoryBound(to: Float.self)
  }

  private static func unmap(_ block: UInt, _ capacity: Int) {
    free(UnsafeMutableRawPointer(bitPattern: block))
  }
}
