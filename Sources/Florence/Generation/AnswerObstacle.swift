/// Why an answer cannot be generated, whatever the model has learned.
public enum AnswerObstacle: Sendable, Hashable {
  /// A run of so many tokens comes twice in it, which `no_repeat_ngram_size` forbids.
  case repeatedRun(size: Int)
  /// It has more tokens than `max_new_tokens` allows.
  case tokenLimit(Int)
  /// It has more tokens than the decoder can generate.
  case positions(Int)
  /// It ends before it has as many tokens as every answer must have.
  case tooShort(minimum: Int)
  /// It does not begin with the token that every answer is made to begin with.
  case forcedBegin(Int32)
  /// A token stands in it at which generation ends: what follows is never generated.
  case endInside(Int32)
  /// It ends with a token at which generation does not end.
  case endUnknown(Int32)
  /// A token stands in it that is taken out of every answer.
  case takenOut(Int32)
}

extension GenerationSettings {
  /// Everything that keeps an answer from being generated; empty when it can be.
  ///
  /// - Parameters:
  ///   - answer: as the model is trained to give it: the begin token first, the end token last.
  ///   - text: the model's special tokens, and how many positions it has.
  public func obstacles(to answer: [Int32], of text: TextConfiguration) -> [AnswerObstacle] {
    guard let first = answer.first, let last = answer.last else { return [] }
    if let end = answer.dropLast().first(where: endIDs.contains) { return [.endInside(end)] }
    var found: [AnswerObstacle] = []
    let limit = maximumLength(positions: text.maximumPositions) - 1
    if answer.count >= text.maximumPositions {
      found.append(.positions(text.maximumPositions - 1))
    } else if answer.count > limit || answer.count == limit && (forcedEndID ?? last) != last {
      found.append(.tokenLimit(limit))
    }
    // At its limit an answer is ended by force, whatever the rules say.
    let isEndForced = answer.count == limit && forcedEndID == last
    if let forcedBeginID, first != forcedBeginID, !(isEndForced && limit == 1) { found.append(.forcedBegin(forcedBeginID)) }
    if !endIDs.contains(last), !isEndForced { found.append(.endUnknown(last)) }
    if answer.count <= minimumNewTokens, !isEndForced { found.append(.tooShort(minimum: minimumNewTokens)) }
    let isFirstForced = forcedBeginID == first
    let free = (isFirstForced ? 1 : 0)..<answer.count - (isEndForced ? 1 : 0)
    if Self.repeats(noRepeatNGramSize, in: [text.decoderStartID] + answer, endingAt: free) {
      found.append(.repeatedRun(size: noRepeatNGramSize))
    }
    if let token = answer.dropFirst().dropLast().first(where: { $0 == text.beginID || $0 == text.paddingID }) {
      found.append(.takenOut(token))
    }
    return found
  }

  /// Whether a run of `size` tokens comes again in `sequence`, the start token and an answer, so that its last token is one of the answer's
  /// `tokens`.
  private static func repeats(_ size: Int, in sequence: [Int32], endingAt tokens: Range<Int>) -> Bool {
    guard size > 0, sequence.count > size else { return false }
    var seen: Set<ArraySlice<Int32>> = []
    for end in size...sequence.count {
      let isNew = seen.insert(sequence[end - size..<end]).inserted
      // The last token of the run is the answer's token number `end - 2`.
      if !isNew, tokens.contains(end - 2) { return true }
    }
    return false
  }
}
