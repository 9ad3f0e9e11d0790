/// Tercom's search for the shifts of runs of words that bring one sentence nearer to another, with sacrebleu's limits.
struct ShiftSearch {
  private static let longestRun = 10
  private static let farthestShift = 50
  /// After so many shifts were tried the search ends, and the shift found last is not made.
  private static let triesLimit = 1000

  private let target: [Int32]
  private var alignment: BeamAlignment
  private var tries = 0

  /// - Parameter target: words as numbers, at least one.
  init(target: [Int32]) {
    self.target = target
    alignment = BeamAlignment(target: target)
  }

  /// Shifts and edits of words together.
  mutating func edits(from words: [Int32]) -> Int {
    var words = words
    var shifts = 0
    while true {
      let best = bestShift(of: words)
      if tries >= Self.triesLimit { break }
      guard let best, best.saving > 0 else { break }
      words = best.words
      shifts += 1
    }
    return shifts + alignment.distance(of: words)
  }

  private struct Shift {
    /// Edits that it saves; may be negative.
    let saving: Int
    let length: Int
    let start: Int
    let place: Int
    let words: [Int32]

    /// The largest saving first, then the longest run, then the leftmost run, then the leftmost place.
    func isBetter(than other: Shift) -> Bool {
      (saving, length, -start, -place) > (other.saving, other.length, -other.start, -other.place)
    }
  }

  private mutating func bestShift(of words: [Int32]) -> Shift? {
    let before = alignment.distance(of: words)
    let path = alignment.path(of: words)
    var best: Shift?
    for run in commonRuns(of: words) {
      let (own, wanted) = (run.start..<run.start + run.length, run.target..<run.target + run.length)
      // Of what is right already nothing is moved, neither away nor in between.
      guard path.isWrong[own].contains(true), path.isTargetWrong[wanted].contains(true) else { continue }
      guard !own.contains(path.partner[run.target]) else { continue }
      var last = -1
      for offset in -1..<run.length {
        let place = run.target + offset == -1 ? 0 : path.partner[run.target + offset] + 1
        if place == last { continue }
        last = place
        let shifted = Self.shifted(words, own, to: place)
        let shift = Shift(
          saving: before - alignment.distance(of: shifted), length: run.length, start: run.start, place: place, words: shifted)
        tries += 1
        if best.map({ shift.isBetter(than: $0) }) ?? true { best = shift }
      }
      if tries >= Self.triesLimit { break }
    }
    return best
  }

  private struct Run {
    let start: Int
    let target: Int
    let length: Int
  }

  /// Runs of the same words in both, every length of them, not too far apart.
  private func commonRuns(of words: [Int32]) -> [Run] {
    var runs: [Run] = []
    for start in words.indices {
      let nearest = min(target.count, max(0, start - Self.farthestShift))
      for other in nearest..<min(target.count, start + Self.farthestShift + 1) {
        var length = 0
        while length < Self.longestRun, start + length < words.count, other + length < target.count,
          words[start + length] == target[other + length]
        {
          length += 1
          runs.append(Run(start: start, target: other, length: length))
        }
      }
    }
    return runs
  }

  private static func shifted(_ words: [Int32], _ run: Range<Int>, to place: Int) -> [Int32] {
    let moved = words[run]
    if place < run.lowerBound { return joined(words[..<place], moved, words[place..<run.lowerBound], words[run.upperBound...]) }
    if place > run.upperBound { return joined(words[..<run.lowerBound], words[run.upperBound..<place], moved, words[place...]) }
    // A place within the run counts from behind it.
    let end = min(run.count + place, words.count)
    return joined(words[..<run.lowerBound], words[run.upperBound..<end], moved, words[end...])
  }

  private static func joined(_ parts: ArraySlice<Int32>...) -> [Int32] { parts.flatMap { $0 } }
}
