import Foundation

/// Large blocks of memory, cut out of reserved address space wherever they fit lowest; neighbours that are free grow together again.
///
/// Memory of one shape of work can so be used by another, and the system's part is what the pages that were ever touched come to.
struct BlockArena {
  /// A stretch of free addresses.
  private struct Gap {
    var start: UInt
    var count: Int
    /// When the last of it was given back.
    var idleSince: Int

    var end: UInt { start + UInt(count) }
  }

  /// Reserved addresses, and which of their pages hold memory.
  private struct Chunk {
    let start: UInt
    let count: Int
    var isTouched: [Bool]
  }

  private static let page = 2 << 20
  private static let smallestChunk = 1 << 30
  /// Blocks begin and end at multiples of this.
  private static let grain = 1 << 14

  private var chunks: [Chunk] = []
  /// In order of address.
  private var gaps: [Gap] = []
  /// Bytes of the pages that hold memory.
  private(set) var touchedBytes = 0

  /// The bytes that a block of `count` takes.
  static func size(_ count: Int) -> Int { (count + grain - 1) / grain * grain }

  /// The lowest gap that holds `count` bytes; new pages are touched only after stale ones went back to the system.
  ///
  /// - Parameters:
  ///   - now: counts up from block to block.
  ///   - patience: how long a gap is idle before its pages are stale.
  mutating func take(_ count: Int, now: Int, patience: Int) -> UnsafeMutableRawPointer? {
    guard let index = gaps.firstIndex(where: { $0.count >= count }) ?? reserve(count) else { return nil }
    let start = gaps[index].start
    if gaps[index].count == count {
      gaps.remove(at: index)
    } else {
      gaps[index].start += UInt(count)
      gaps[index].count -= count
    }
    if touch(start, count, isRehearsal: true) > 0 { giveStalePagesBack(now, patience) }
    touchedBytes += touch(start, count, isRehearsal: false) * Self.page
    return UnsafeMutableRawPointer(bitPattern: start)
  }

  mutating func giveBack(_ block: UnsafeMutableRawPointer, _ count: Int, now: Int) {
    let start = UInt(bitPattern: block)
    var index = gaps.partitioningIndex { $0.start > start }
    gaps.insert(Gap(start: start, count: count, idleSince: now), at: index)
    if index + 1 < gaps.count, gaps[index].end == gaps[index + 1].start, isInside(gaps[index + 1].start) {
      gaps[index].count += gaps.remove(at: index + 1).count
    }
    if index > 0, gaps[index - 1].end == gaps[index].start, isInside(gaps[index].start) {
      gaps[index - 1].count += gaps.remove(at: index).count
      index -= 1
      gaps[index].idleSince = now
    }
  }

  /// Gives everything back; no block may be used any more.
  mutating func unmapAll() {
    for chunk in chunks { munmap(UnsafeMutableRawPointer(bitPattern: chunk.start), chunk.count) }
    (chunks, gaps, touchedBytes) = ([], [], 0)
  }

  /// Whether an address is in the middle of a chunk, so that what lies before it belongs to the same one.
  private func isInside(_ address: UInt) -> Bool { !chunks.contains { $0.start == address } }

  /// Reserves addresses for a block, on the boundary of a huge page; nil when there are none.
  private mutating func reserve(_ count: Int) -> Int? {
    let size = (max(count, Self.smallestChunk) + Self.page - 1) / Self.page * Self.page
    let mapped = mmap(nil, size + Self.page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    guard let mapped, mapped != MAP_FAILED else { return nil }
    let before = -Int(bitPattern: mapped) & (Self.page - 1)
    if before > 0 { munmap(mapped, before) }
    if before < Self.page { munmap(mapped + before + size, Self.page - before) }
    madvise(mapped + before, size, MADV_HUGEPAGE)
    let start = UInt(bitPattern: mapped + before)
    chunks.append(Chunk(start: start, count: size, isTouched: Array(repeating: false, count: size / Self.page)))
    let index = gaps.partitioningIndex { $0.start > start }
    gaps.insert(Gap(start: start, count: size, idleSince: 0), at: index)
    return index
  }

  /// How many pages of a block are touched for the first time; without `isRehearsal` they are then.
  private mutating func touch(_ start: UInt, _ count: Int, isRehearsal: Bool) -> Int {
    guard let index = chunks.firstIndex(where: { $0.start <= start && start < $0.start + UInt($0.count) }) else { return 0 }
    let offset = Int(start - chunks[index].start)
    var new = 0
    for page in offset / Self.page...(offset + count - 1) / Self.page where !chunks[index].isTouched[page] {
      new += 1
      if !isRehearsal { chunks[index].isTouched[page] = true }
    }
    return new
  }

  /// The memory of whole pages in gaps that nobody took for long goes back to the system.
  private mutating func giveStalePagesBack(_ now: Int, _ patience: Int) {
    for gap in gaps where now - gap.idleSince > patience {
      for index in chunks.indices where chunks[index].start <= gap.start && gap.start < chunks[index].start + UInt(chunks[index].count) {
        let offset = Int(gap.start - chunks[index].start)
        for page in (offset + Self.page - 1) / Self.page..<max((offset + Self.page - 1) / Self.page, (offset + gap.count) / Self.page)
        where chunks[index].isTouched[page] {
          madvise(UnsafeMutableRawPointer(bitPattern: chunks[index].start + UInt(page * Self.page)), Self.page, MADV_DONTNEED)
          chunks[index].isTouched[page] = false
          touchedBytes -= Self.page
        }
      }
    }
  }
}

extension Array {
  /// The first index whose element belongs to the second half, all elements of the first half coming before it.
  fileprivate func partitioningIndex(where belongsToSecondHalf: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if belongsToSecondHalf(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
