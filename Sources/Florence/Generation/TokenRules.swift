/// What the settings forbid or force after the tokens so far, in the order that transformers applies it.
struct TokenRules {
  let settings: GenerationSettings
  let endID: Int32
  /// Tokens of an answer at most, its start token counted.
  let maximumLength: Int

  init(_ settings: GenerationSettings, _ configuration: TextConfiguration) {
    self.settings = settings
    endID = configuration.endID
    let asked = min(max(1, settings.maximumNewTokens), configuration.maximumPositions)
    maximumLength = min(1 + asked, configuration.maximumPositions)
  }

  /// The only token allowed after `sequence`; nil: it is free.
  func forced(after sequence: [Int32]) -> Int32? {
    if sequence.count == maximumLength - 1, let end = settings.forcedEndID { return end }
    return sequence.count == 1 ? settings.forcedBeginID : nil
  }

  /// The tokens that would repeat a run of `noRepeatNGramSize` tokens, and the end while an answer is too short.
  func banned(after sequence: [Int32]) -> [Int32] {
    repeating(sequence) + (sequence.count <= settings.minimumNewTokens ? [endID] : [])
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
