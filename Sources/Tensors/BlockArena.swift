import Foundation

/// Large blocks of memory out of reserved address space wherever they fit first; neighbours that are free grow together again.
///
/// Memory of one shape of work can so be used by another, and the system's part is what the pages that were ever touched come to.
struct BlockArena {
  private static let page = 2 << 20
  private static let smallestChunk = 1 << 30
  /// Blocks begin and end at multiples of this.
  private static let alignment = 1 << 14

  /// The oldest first: it is filled first.
  private var chunks: [Chunk] = []
  /// Bytes of the pages that hold memory.
  private(set) var touchedBytes = 0

  /// The bytes that a block of `count` takes.
  static func size(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }

  /// The first gap that holds `count` bytes; before pages are touched for the first time, stale ones go back to the system. Nil when there
  /// are no addresses left.
  ///
  /// - Parameters:
  ///   - now: counts up from block to block.
  ///   - patience: how long a gap is idle before its pages are stale.
  mutating func allocate(_ count: Int, now: Int, patience: Int) -> UInt? {
    var found: (chunk: Int, offset: Int)?
    for index in chunks.indices where found == nil {
      if let offset = chunks[index].allocate(count) { found = (index, offset) }
    }
    if found == nil {
      guard let chunk = Chunk(count: (max(count, Self.smallestChunk) + Self.page - 1) / Self.page * Self.page, page: Self.page) else {
        return nil
      }
      chunks.append(chunk)
      found = chunks[chunks.count - 1].allocate(count).map { (chunks.count - 1, $0) }
    }
    guard let (index, offset) = found else { return nil }
    let new = chunks[index].untouchedPages(offset..<offset + count, page: Self.page)
    if !new.isEmpty {
      for other in chunks.indices { touchedBytes -= chunks[other].releasePages(idleSince: now - patience, page: Self.page) }
      for page in new { chunks[index].isTouched[page] = true }
      touchedBytes += new.count * Self.page
    }
    return chunks[index].start + UInt(offset)
  }

  mutating func free(_ block: UInt, _ count: Int, now: Int) {
    for index in chunks.indices where chunks[index].contains(block) { chunks[index].free(Int(block - chunks[index].start), count, now) }
  }

  /// Unmaps everything; no block may be used any more.
  mutating func unmapAll() {
    for chunk in chunks { munmap(UnsafeMutableRawPointer(bitPattern: chunk.start), chunk.count) }
    (chunks, touchedBytes) = ([], 0)
  }
}

/// Reserved addresses on the boundary of a huge page, which of their pages hold memory, and what is free.
private struct Chunk {
  /// A stretch that nobody has.
  private struct Gap {
    var offset: Int
    var count: Int
    /// When the last of it was freed.
    var idleSince: Int

    var end: Int { offset + count }
  }

  let start: UInt
  let count: Int
  var isTouched: [Bool]
  /// In order.
  private var gaps: [Gap]

  init?(count: Int, page: Int) {
    let mapped = mmap(nil, count + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    guard let mapped, mapped != MAP_FAILED else { return nil }
    let before = -Int(bitPattern: mapped) & (page - 1)
    start = UInt(bitPattern: mapped + before)
    if before > 0 { munmap(mapped, before) }
    if before < page { munmap(mapped + before + count, page - before) }
    madvise(mapped + before, count, MADV_HUGEPAGE)
    self.count = count
    isTouched = Array(repeating: false, count: count / page)
    gaps = [Gap(offset: 0, count: count, idleSince: 0)]
  }

  func contains(_ block: UInt) -> Bool { block >= start && block < start + UInt(count) }

  /// The offset of a block in the first gap that holds it.
  mutating func allocate(_ count: Int) -> Int? {
    guard let index = gaps.firstIndex(where: { $0.count >= count }) else { return nil }
    let offset = gaps[index].offset
    if gaps[index].count == count {
      gaps.remove(at: index)
    } else {
      gaps[index].offset += count
      gaps[index].count -= count
    }
    return offset
  }

  mutating func free(_ offset: Int, _ count: Int, _ now: Int) {
    let next = gaps.firstIndex { $0.offset > offset } ?? gaps.count
    var gap = Gap(offset: offset, count: count, idleSince: now)
    if next < gaps.count, gap.end == gaps[next].offset { gap.count += gaps.remove(at: next).count }
    if next > 0, gaps[next - 1].end == offset {
      gaps[next - 1].count += gap.count
      gaps[next - 1].idleSince = now
    } else {
      gaps.insert(gap, at: next)
    }
  }

  /// The pages under a block that hold no memory yet.
  func untouchedPages(_ block: Range<Int>, page: Int) -> [Int] {
    (block.lowerBound / page...(block.upperBound - 1) / page).filter { !isTouched[$0] }
  }

  /// Releases whole pages of gaps that are idle since `moment` to the system, and says how many bytes that were.
  mutating func releasePages(idleSince moment: Int, page: Int) -> Int {
    var bytes = 0
    for gap in gaps where gap.idleSince < moment {
      let first = (gap.offset + page - 1) / page
      for number in first..<max(first, gap.end / page) where isTouched[number] {
        madvise(UnsafeMutableRawPointer(bitPattern: start + UInt(number * page)), page, MADV_DONTNEED)
        isTouched[number] = false
        bytes += page
      }
    }
    return bytes
  }
}
