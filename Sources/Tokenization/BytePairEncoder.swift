import HeapModule

/// Byte-pair encoding of one word: the pair of neighbours with the lowest rank is merged, leftmost first, until none has a rank.
///
/// Source: Sennrich, Haddow, Birch, "Neural Machine Translation of Rare Words with Subword Units", ACL 2016. A word of n bytes takes
/// O(n log n): neighbours are linked and ranks wait in a heap.
struct BytePairEncoder: Sendable {
  /// Two tokens that become one; its rank is its place in the list of merges.
  struct Merge: Sendable, Hashable {
    var left: Int32
    var right: Int32
    var result: Int32
  }

  /// In the order of their ranks.
  let merges: [Merge]
  private let byteTokens: [Int32?]
  private let ranks: [UInt64: Int32]

  /// - Parameters:
  ///   - byteTokens: the token of each of the 256 bytes; bytes without one are left out of the words.
  ///   - merges: in the order of their ranks; of two merges of the same pair the last counts.
  init(byteTokens: [Int32?], merges: [Merge]) {
    precondition(byteTokens.count == 256, "\(byteTokens.count) byte tokens instead of 256")
    self.byteTokens = byteTokens
    self.merges = merges
    var ranks: [UInt64: Int32] = [:]
    ranks.reserveCapacity(merges.count)
    for (rank, merge) in merges.enumerated() { ranks[Self.key(merge.left, merge.right)] = Int32(rank) }
    self.ranks = ranks
  }

  private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }

  /// Appends the tokens of `word` to `ids`.
  func encode(_ word: ArraySlice<UInt8>, into ids: inout [Int32]) {
    var chain = Chain(word.compactMap { byteTokens[Int($0)] })
    var queue = Heap<UInt64>()
    for index in chain.tokens.indices.dropLast() { enqueue(index, of: chain, in: &queue) }
    while let candidate = queue.popMin() {
      let index = Int(candidate & 0xFFFF_FFFF)
      let rank = Int32(candidate >> 32)
      // A pair whose tokens have changed since it was queued has another rank or none.
      guard self.rank(at: index, of: chain) == rank else { continue }
      chain.mergeWithNext(index, result: merges[Int(rank)].result)
      enqueue(index, of: chain, in: &queue)
      if let previous = chain.previous(of: index) { enqueue(previous, of: chain, in: &queue) }
    }
    chain.appendTokens(to: &ids)
  }

  /// The rank of the pair that the token at `index` makes with the next; nil when they do not merge.
  private func rank(at index: Int, of chain: Chain) -> Int32? {
    guard chain.tokens[index] >= 0, let next = chain.next(of: index) else { return nil }
    return ranks[Self.key(chain.tokens[index], chain.tokens[next])]
  }

  /// A rank and a place are one number, the rank before the place.
  private func enqueue(_ index: Int, of chain: Chain, in queue: inout Heap<UInt64>) {
    guard let rank = rank(at: index, of: chain) else { return }
    queue.insert(UInt64(rank) << 32 | UInt64(index))
  }
}

/// The tokens of a word, linked to their neighbours. A token that was merged into its left neighbour is -1.
private struct Chain {
  private(set) var tokens: [Int32]
  private var nexts: [Int32]
  private var previouses: [Int32]

  init(_ tokens: [Int32]) {
    self.tokens = tokens
    nexts = (0..<tokens.count).map { Int32($0 + 1) }
    previouses = (0..<tokens.count).map { Int32($0 - 1) }
  }

  func next(of index: Int) -> Int? { nexts[index] < tokens.count ? Int(nexts[index]) : nil }

  func previous(of index: Int) -> Int? { previouses[index] >= 0 ? Int(previouses[index]) : nil }

  mutating func mergeWithNext(_ index: Int, result: Int32) {
    let next = Int(nexts[index])
    tokens[index] = result
    tokens[next] = -1
    nexts[index] = nexts[next]
    if let after = self.next(of: index) { previouses[after] = Int32(index) }
  }

  func appendTokens(to ids: inout [Int32]) {
    for token in tokens where token >= 0 { ids.append(token) }
  }
}
