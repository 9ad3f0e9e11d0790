import Essentials

/// The order of an epoch's samples: a function of (seed, epoch, groups) alone.
enum SampleOrder {
  /// The streams of orders: dropout's counters hold the epoch where this stands.
  private static let streamFamily: UInt64 = 0x4F52_4445 << 32

  static func indices(count: Int, seed: UInt64, epoch: Int, isShuffled: Bool) -> [Int] {
    guard isShuffled else { return Array(0..<count) }
    var generator = PhiloxGenerator(seed: seed, stream: streamFamily + UInt64(epoch))
    return generator.permutation(of: count)
  }

  /// The order of an epoch's groups, each of which stays as it is.
  static func indices(of groups: [[Int]], seed: UInt64, epoch: Int, isShuffled: Bool) -> [Int] {
    indices(count: groups.count, seed: seed, epoch: epoch, isShuffled: isShuffled).flatMap { groups[$0] }
  }
}
