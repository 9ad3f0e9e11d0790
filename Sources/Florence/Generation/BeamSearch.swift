import Essentials
import Foundation

extension FlorenceModel {
  /// Follows several answers of each item at a time and returns the best, by the rules of transformers' beam search (4.50 and later).
  func beamSearch(_ decoding: Decoding, _ rules: TokenRules, _ stop: StopToken) throws -> [GeneratedAnswer] {
    let beams = decoding.beams
    var items = (0..<decoding.items).map { _ in BeamItem(startID: decoding.startID, beams: beams) }
    while items.contains(where: { !$0.isDone }) {
      try stop.check()
      let running = items.flatMap(\.running)
      let logits = decoding.scores(after: running.map { $0.answer.ids[$0.answer.ids.count - 1] })
      let scores = TokenScores(consume logits, after: running.map(\.answer.ids), rules, best: rules.continuations, isNormalized: true)
      var parents = Array(running.indices)
      for index in items.indices where !items[index].isDone {
        let rows = scores.rows[index * beams..<(index + 1) * beams]
        let chosen = items[index].advance(Array(rows), rules)
        for (beam, parent) in chosen.enumerated() { parents[index * beams + beam] = index * beams + parent }
      }
      decoding.reorder(parents)
    }
    return items.map(\.best.finished)
  }
}

/// The beams of one item of the batch. Items do not know each other: an item's answer does not depend on its batch.
struct BeamItem {
  /// An answer with the sum of its logarithmic probabilities.
  struct Beam {
    var answer: RunningAnswer
    var score: Float
  }

  /// A continuation of a running beam.
  private struct Continuation {
    let parent: Int
    let rank: Int
    let token: Int32
    let score: Float
    let stops: Bool
  }

  /// What a beam without hope scores; single precision forgets the true score beside it, as it does in transformers.
  private static let hopeless: Float = -1e9

  private(set) var running: [Beam]
  /// Scores here are divided by length; the best first.
  private var finished: [Beam] = []
  private var canImprove = true
  private(set) var isDone = false

  /// All beams begin alike, so that only the first may spread at the first token.
  init(startID: Int32, beams: Int) {
    running = (0..<beams).map { Beam(answer: RunningAnswer(startID: startID), score: $0 == 0 ? 0 : Self.hopeless) }
  }

  var best: RunningAnswer { (finished.first ?? running[0]).answer }

  /// Takes the next token. Returns for each beam which one it goes on from.
  mutating func advance(_ rows: [TokenScores.Row], _ rules: TokenRules) -> [Int] {
    let beams = running.count
    let length = running[0].answer.ids.count
    let continuations = continuations(rows, rules, keeping: rules.continuations)
    func continued(_ continuation: Continuation, _ score: Float) -> Beam {
      var answer = running[continuation.parent].answer
      answer.append(rows[continuation.parent], continuation.rank, rules)
      return Beam(answer: answer, score: score)
    }

    let isFrozen = !canImprove || (rules.settings.earlyStopping == .whenFull && finished.count == beams)
    if !isFrozen {
      let penalty = Float(pow(Double(length), rules.settings.lengthPenalty))
      let ended = continuations.prefix(beams).filter(\.stops).map { continued($0, $0.score / penalty) }
      finished = Array(Self.sorted(finished + ended, by: \.score).prefix(beams))
    }
    isDone = continuations.allSatisfy(\.stops)
    let surviving = Self.sorted(continuations.map { ($0, $0.stops ? $0.score + Self.hopeless : $0.score) }, by: \.1).prefix(beams)
    guard surviving.count == beams else {
      isDone = true
      return Array(0..<beams)
    }
    running = surviving.map { continued($0.0, $0.1) }

    let reach = rules.settings.earlyStopping == .never && rules.settings.lengthPenalty > 0 ? rules.maximumLength - 1 : length
    let hope = running[0].score / Float(pow(Double(reach), rules.settings.lengthPenalty))
    let worst = finished.count == beams ? finished[beams - 1].score : Self.hopeless
    canImprove = canImprove && hope > worst
    if !canImprove || (rules.settings.earlyStopping == .whenFull && finished.count == beams) { isDone = true }
    return surviving.map(\.0.parent)
  }

  /// The best continuations of all beams, the best first; equal ones in order of beam and token.
  private func continuations(_ rows: [TokenScores.Row], _ rules: TokenRules, keeping count: Int) -> [Continuation] {
    let all = running.indices.flatMap { parent in
      rows[parent].candidates.enumerated().map { rank, candidate in
        Continuation(
          parent: parent, rank: rank, token: candidate.token, score: candidate.score + running[parent].score,
          stops: rules.isEnd(candidate.token) || running[parent].answer.ids.count + 1 >= rules.maximumLength)
      }
    }
    return Array(Self.sorted(all, by: \.score).prefix(count))
  }

  /// From high to low; what is equal keeps its order.
  private static func sorted<Element>(_ elements: [Element], by score: KeyPath<Element, Float>) -> [Element] {
    elements.enumerated().sorted {
      let (first, second) = ($0.element[keyPath: score], $1.element[keyPath: score])
      return first == second ? $0.offset < $1.offset : first > second
    }.map(\.element)
  }
}
