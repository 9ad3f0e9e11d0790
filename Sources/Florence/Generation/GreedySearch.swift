import Essentials

extension FlorenceModel {
  /// Takes the best token every time; of equal ones the first.
  func greedySearch(_ decoding: Decoding, _ rules: TokenRules, _ stop: StopToken) throws -> [GeneratedAnswer] {
    var answers = (0..<decoding.items).map { _ in RunningAnswer(startID: decoding.startID) }
    while answers.contains(where: { !$0.isEnded }) {
      try stop.check()
      let logits = decoding.scores(after: answers.map { $0.isEnded ? configuration.text.paddingID : $0.ids[$0.ids.count - 1] })
      let scores = TokenScores(consume logits, after: answers.map(\.ids), rules, best: 1, isNormalized: false)
      for index in answers.indices where !answers[index].isEnded { answers[index].append(scores.rows[index], 0, rules) }
    }
    return answers.map(\.finished)
  }
}

/// An answer on its way.
struct RunningAnswer {
  private(set) var ids: [Int32]
  private(set) var probabilities: [Float] = [1]
  private(set) var isEnded = false
  private var isTruncated = false

  init(startID: Int32) { ids = [startID] }

  /// Goes on with candidate `index` of its row; ends at the end token or at the limit.
  mutating func append(_ row: TokenScores.Row, _ index: Int, _ rules: TokenRules) {
    // A row without candidates has no number above minus infinity: weights gone to NaN. The end is all that is left.
    let candidate = index < row.candidates.count ? row.candidates[index] : .init(token: rules.settings.endIDs[0], score: 0, probability: 0)
    ids.append(candidate.token)
    probabilities.append(candidate.probability)
    isEnded = rules.isEnd(candidate.token) || ids.count >= rules.maximumLength
    isTruncated = ids.count >= rules.maximumLength && !row.endsByItself
  }

  var finished: GeneratedAnswer { GeneratedAnswer(ids: ids, probabilities: probabilities, isTruncated: isTruncated) }
}
