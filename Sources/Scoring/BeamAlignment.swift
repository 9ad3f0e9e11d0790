/// The edit distance of sentences to one target, looked for near the diagonal alone, with the path that gives it.
struct BeamAlignment {
  /// How the words of a sentence and of the target stand to each other.
  struct Path {
    /// For each word of the target the place of its partner in the sentence, or of the word before the gap it stands in; -1 before all.
    var partner: [Int] = []
    /// For each word of the sentence whether it is an edit.
    var isWrong: [Bool] = []
    /// For each word of the target.
    var isTargetWrong: [Bool] = []
  }

  private enum Step: UInt8 {
    case none, keep, substitute, insert, delete
  }

  /// Cells to either side of the diagonal that are looked at.
  private static let beam = 25
  private static let unreachable = Int32.max / 2

  private let target: [Int32]
  private let columns: Int
  /// The rows of the sentence that was measured last: what begins alike is not computed again.
  private var words: [Int32] = []
  private var costs: [Int32]
  private var steps: [Step]

  init(target: [Int32]) {
    self.target = target
    columns = target.count + 1
    costs = (0..<Int32(columns)).map { $0 }
    steps = Array(repeating: .insert, count: columns)
  }

  /// Insertions, deletions and substitutions that turn `words` into the target.
  mutating func distance(of words: [Int32]) -> Int {
    measure(words)
    return Int(costs[words.count * columns + target.count])
  }

  /// The path of the distance.
  mutating func path(of words: [Int32]) -> Path {
    measure(words)
    var trace: [Step] = []
    var (row, column) = (words.count, target.count)
    while row > 0 || column > 0 {
      let step = steps[row * columns + column]
      trace.append(step)
      switch step {
      case .keep, .substitute: (row, column) = (row - 1, column - 1)
      case .insert: column -= 1
      case .delete: row -= 1
      case .none: preconditionFailure("no path leads to row \(row), column \(column)")
      }
    }
    var path = Path()
    for step in trace.reversed() {
      if step != .insert { path.isWrong.append(step != .keep) }
      if step != .delete {
        path.isTargetWrong.append(step != .keep)
        path.partner.append(path.isWrong.count - 1)
      }
    }
    return path
  }

  private mutating func measure(_ words: [Int32]) {
    // The beam depends on the length: of another length no row is the same.
    let same = words.count == self.words.count ? zip(words, self.words).prefix { $0 == $1 }.count : 0
    self.words = words
    let size = (words.count + 1) * columns
    if costs.count != size {
      costs = Array(costs[..<columns]) + Array(repeating: Self.unreachable, count: size - columns)
      steps = Array(steps[..<columns]) + Array(repeating: .none, count: size - columns)
    }
    let ratio = words.isEmpty ? 1 : Double(target.count) / Double(words.count)
    let beam = Double(Self.beam) < ratio / 2 ? Int((ratio / 2 + Double(Self.beam)).rounded(.up)) : Self.beam
    for row in (same + 1)..<max(same + 1, words.count + 1) {
      let start = row * columns
      let diagonal = Int((Double(row) * ratio).rounded(.down))
      let end = row == words.count ? columns : min(columns, diagonal + beam)
      // Beyond the beam a cell stays unreachable: it is the same beam for all sentences of this length.
      for column in max(0, diagonal - beam)..<max(0, diagonal - beam, end) {
        fill(start + column, isFirst: column == 0, isSame: column > 0 && words[row - 1] == target[column - 1])
      }
    }
  }

  /// Of equal costs a kept or substituted word goes before a deleted one, and that before an inserted one.
  private mutating func fill(_ cell: Int, isFirst: Bool, isSame: Bool) {
    var (cost, step) = (costs[cell - columns] + 1, Step.delete)
    if !isFirst {
      let diagonal = costs[cell - columns - 1] + (isSame ? 0 : 1)
      if diagonal <= cost { (cost, step) = (diagonal, isSame ? .keep : .substitute) }
      let left = costs[cell - 1] + 1
      if left < cost { (cost, step) = (left, .insert) }
    }
    (costs[cell], steps[cell]) = (cost, step)
  }
}
