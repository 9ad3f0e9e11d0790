import Foundation

/// How many lines a text has up to every so many bytes, from which the line of any byte is found: a place for each line would take more
/// memory than a text of line feeds itself.
struct LineCounts {
  private static let blockSize = 256

  /// Line feeds before each block.
  private let before: [Int]

  init(_ bytes: Data) {
    var before: [Int] = []
    bytes.withUnsafeBytes { text in
      var count = 0
      for start in stride(from: 0, to: text.count, by: Self.blockSize) {
        before.append(count)
        for index in start..<min(start + Self.blockSize, text.count) where text[index] == UInt8(ascii: "\n") { count += 1 }
      }
    }
    self.before = before
  }

  /// The line of a byte, from 1, and where that begins.
  func line(of offset: Int, in bytes: Data) -> (line: Int, start: Int) {
    guard !before.isEmpty else { return (1, 0) }
    return bytes.withUnsafeBytes { text in
      let block = min(offset / Self.blockSize, before.count - 1)
      var count = before[block]
      for index in block * Self.blockSize..<min(offset, text.count) where text[index] == UInt8(ascii: "\n") { count += 1 }
      guard count > 0 else { return (1, 0) }
      // The last line feed stands in the last block that has fewer before it.
      var (low, high) = (0, block + 1)
      while low < high {
        let middle = (low + high) / 2
        if before[middle] < count { low = middle + 1 } else { high = middle }
      }
      var (seen, start) = (before[low - 1], (low - 1) * Self.blockSize)
      while seen < count {
        if text[start] == UInt8(ascii: "\n") { seen += 1 }
        start += 1
      }
      return (count + 1, start)
    }
  }
}
