import Foundation

/// Measures contenders side by side: each works when it is its turn, so that all are warm and what the machine does meanwhile hits all alike.
struct Contest {
  /// How often each works.
  let turns: Int
  /// So many of the last turns count.
  let counted: Int

  /// Warm-up turns, which do not count, are `turns` less `counted`.
  init(turns: Int, counted: Int? = nil) {
    self.turns = turns
    self.counted = counted ?? max(1, turns - 2)
  }

  /// What became of a contender.
  struct Side: Codable {
    /// Seconds of every turn.
    var times: [Double] = []
    /// Of the turns that count.
    var median = 0.0
    /// Of the whole process.
    var peakBytes: Int?
    var ids: [Int]?
    var facts: [String: String] = [:]
  }

  /// Lets contenders take turns, or, when they have no room beside each other, one after the other do all of its turns.
  ///
  /// - Parameter contenders: makes them; nil stands for one that is not there.
  func run(together: Bool, _ name: String, _ contenders: [(name: String, make: () throws -> (any Contender)?)]) throws -> [Side?] {
    if !together { return try contenders.map { try run(together: true, name, [$0])[0] } }
    let present = try contenders.map { try $0.make() }
    var sides = present.map { contender in contender.map { Side(facts: $0.facts) } }
    for turn in 0..<turns {
      for (index, contender) in present.enumerated() {
        guard let contender else { continue }
        // The other's threads may still be looking for work.
        usleep(100_000)
        let seconds = try contender.work()
        sides[index]?.times.append(seconds)
        note("\(name) \(turn + 1)/\(turns): \(contenders[index].name) \(duration(seconds))")
      }
    }
    for (index, contender) in present.enumerated() {
      guard let contender, let times = sides[index]?.times else { continue }
      let last = try contender.end()
      sides[index]?.median = median(times.suffix(counted))
      sides[index]?.peakBytes = last.peakBytes.flatMap { $0 > 0 ? $0 : nil }
      sides[index]?.ids = last.ids
    }
    return sides
  }
}

/// The middle one, or the mean of the middle two.
func median(_ values: some Collection<Double>) -> Double {
  let sorted = values.sorted()
  guard let last = sorted.indices.last else { return .nan }
  return (sorted[last / 2] + sorted[(last + 1) / 2]) / 2
}

/// Seconds in words.
func duration(_ seconds: Double) -> String {
  seconds >= 1 ? String(format: "%.3f s", seconds) : String(format: "%.2f ms", seconds * 1000)
}
