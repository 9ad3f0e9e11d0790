/// What the settings forbid or force after the tokens so far, in the order that transformers applies it.
struct TokenRules {
  let settings: GenerationSettings
  /// Tokens of an answer at most, its start token counted.
  let maximumLength: Int

  init(_ settings: GenerationSettings, _ configuration: TextConfiguration) {
    self.settings = settings
    maximumLength = settings.maximumLength(positions: configuration.maximumPositions)
  }

  /// Continuations that beam search keeps of all beams: enough that as many as there are beams go on, whichever of the others end.
  var continuations: Int { (1 + settings.endIDs.count) * settings.beams }

  /// Whether a token ends an answer.
  func isEnd(_ token: Int32) -> Bool { settings.endIDs.contains(token) }

  /// The only token allowed after `sequence`; nil: it is free.
  func forced(after sequence: [Int32]) -> Int32? {
    if sequence.count == maximumLength - 1, let end = settings.forcedEndID { return end }
    return sequence.count == 1 ? settings.forcedBeginID : nil
  }

  /// The score of a token that the answer has already: a negative one times the penalty, another over it.
  func penalized(_ score: Float) -> Float {
    let penalty = Float(settings.repetitionPenalty)
    return score < 0 ? score * penalty : score / penalty
  }

  /// The tokens that would repeat a run of `noRepeatNGramSize` tokens, and the ends while an answer is too short.
  func banned(after sequence: [Int32]) -> [Int32] {
    repeating(sequence) + (sequence.count <= settings.minimumNewTokens ? settings.endIDs : [])
  }

  private func repeating(_ sequence: [Int32]) -> [Int32] {
    let size = settings.noRepeatNGramSize
    guard size > 0, sequence.count + 1 >= size else { return [] }
    let ending = sequence.suffix(size - 1)
    return (0..<max(0, sequence.count + 1 - size)).compactMap { start in
      sequence[start..<start + size - 1].elementsEqual(ending) ? sequence[start + size - 1] : nil
    }
  }
}
