import Foundation
import Tensors

/// The scores of every token to come next, a row for each running answer, with the rules applied.
struct TokenScores {
  /// A token that may follow.
  struct Candidate {
    let token: Int32
    let score: Float
    /// The model's own probability, before the rules.
    let probability: Float
  }

  /// What a row offers.
  struct Row {
    /// The best first; equal scores in order of token.
    var candidates: [Candidate]
    /// Whether the model's choice, were nothing forced, would be the end.
    var endsByItself: Bool
  }

  let rows: [Row]

  /// The best tokens of each row.
  ///
  /// - Parameters:
  ///   - logits: (rows, 1, vocabulary); written over when nobody else reads them.
  ///   - sequences: each row's tokens so far.
  ///   - isNormalized: whether candidates are scored by logarithmic probabilities, else by their logits.
  init(_ logits: consuming Tensor, after sequences: [[Int32]], _ rules: TokenRules, best count: Int, isNormalized: Bool) {
    let vocabulary = logits.count / sequences.count
    let empty = Row(candidates: [], endsByItself: false)
    rows = logits.withMutablePointer { first in
      [Row](unsafeUninitializedCapacity: sequences.count) { buffer, initialized in
        buffer.initialize(repeating: empty)
        initialized = sequences.count
        let target = buffer.baseAddress
        Parallel.unsafeForEach(sequences.count) { row in
          let scores = UnsafeMutableBufferPointer(start: first + row * vocabulary, count: vocabulary)
          target?[row] = Self.row(scores, after: sequences[row], rules, best: count, isNormalized: isNormalized)
        }
      }
    }
  }

  private static func row(
    _ scores: UnsafeMutableBufferPointer<Float>, after sequence: [Int32], _ rules: TokenRules, best count: Int, isNormalized: Bool
  ) -> Row {
    let total = logarithmOfSum(scores)
    if isNormalized {
      for index in scores.indices { scores[index] -= total }
    }
    // What a rule has changed, as the model gave it.
    var own: [Int: Float] = [:]
    func change(_ token: Int, to score: Float) {
      if own[token] == nil { own[token] = scores[token] }
      scores[token] = score
    }
    func probability(_ token: Int) -> Float {
      let score = own[token] ?? scores[token]
      return exp(isNormalized ? score : score - total)
    }
    func candidates(_ count: Int) -> [Candidate] {
      best(scores, count).map { Candidate(token: Int32($0), score: scores[$0], probability: probability($0)) }
    }
    if rules.settings.repetitionPenalty != 1 {
      for token in Set(sequence).map(Int.init) { change(token, to: rules.penalized(scores[token])) }
    }
    for token in rules.banned(after: sequence) { change(Int(token), to: -.infinity) }
    guard let forced = rules.forced(after: sequence) else {
      let candidates = candidates(count)
      return Row(candidates: candidates, endsByItself: candidates.first.map { rules.isEnd($0.token) } ?? false)
    }
    let choice = candidates(1).first
    return Row(
      candidates: [Candidate(token: forced, score: 0, probability: probability(Int(forced)))],
      endsByItself: choice.map { rules.isEnd($0.token) } ?? false)
  }

  /// log of the sum of exp(score).
  private static func logarithmOfSum(_ scores: UnsafeMutableBufferPointer<Float>) -> Float {
    var highest = -Float.infinity
    for score in scores where score > highest { highest = score }
    guard highest > -.infinity else { return 0 }
    var sum = 0.0
    for score in scores { sum += Double(exp(score - highest)) }
    return highest + Float(log(sum))
  }

  /// Places of the `count` highest scores that are more than minus infinity, equal ones in order of place.
  private static func best(_ scores: UnsafeMutableBufferPointer<Float>, _ count: Int) -> [Int] {
    var places: [Int] = []
    var lowest = -Float.infinity
    for place in scores.indices where scores[place] > lowest {
      let position = places.lastIndex { scores[$0] >= scores[place] }.map { $0 + 1 } ?? 0
      places.insert(place, at: position)
      if places.count > count { places.removeLast() }
      if places.count == count { lowest = scores[places[count - 1]] }
    }
    return places
  }
}
