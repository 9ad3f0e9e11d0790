import Essentials

/// What makes a byte-level BPE tokenizer, as its files state it.
struct TokenizerDefinition: Sendable {
  /// The text of the tokens that have an office. BART's names unless the files say otherwise.
  struct SpecialNames: Sendable, Hashable {
    var begin = "<s>"
    var end = "</s>"
    var padding = "<pad>"
    var unknown = "<unk>"
    var mask = "<mask>"
  }

  /// The model's own tokens, byte-spelled, with their ids.
  var vocabulary: [String: Int] = [:]
  /// In the order of their ranks.
  var merges: [BytePairEncoder.Merge] = []
  var addedTokens: [AddedToken] = []
  var specialNames = SpecialNames()
  /// The token for bytes that have none; without it they are dropped.
  var byteFallback: String?
  /// Begins every piece of text with a space.
  var addsPrefixSpace = false
  /// The longest text the model reads, in tokens.
  var modelMaximumLength: Int?
}

extension TokenizerDefinition {
  /// The smallest id that is above all that are taken.
  var nextID: Int32 {
    let largest = max(vocabulary.values.max() ?? -1, addedTokens.map { Int($0.id) }.max() ?? -1)
    return Int32(clamping: largest + 1)
  }

  /// Makes the tokens with an office, and Florence's 1,024, added tokens; those that are new get the ids that follow.
  mutating func complete(listedSpecials: [String] = []) {
    var present = Set(addedTokens.map(\.content))
    let names = specialNames
    for name in [names.begin, names.padding, names.end, names.unknown, names.mask] where !present.contains(name) {
      guard let id = vocabulary[name] else { continue }
      addedTokens.append(
        AddedToken(content: name, id: Int32(clamping: id), stripsLeft: name == names.mask, isNormalized: true))
      present.insert(name)
    }
    var next = nextID
    for name in listedSpecials + FlorenceTokens.all where !present.contains(name) {
      if let id = vocabulary[name] {
        addedTokens.append(AddedToken(content: name, id: Int32(clamping: id)))
      } else {
        addedTokens.append(AddedToken(content: name, id: next))
        next += 1
      }
      present.insert(name)
    }
    addedTokens.sort { $0.id < $1.id }
  }
}

extension TokenizerDefinition {
  /// What is wrong with the whole, once it is complete: offices without a token, ids that clash or are not 0, 1, 2, ... without a gap.
  func faults() -> [String] {
    var faults: [String] = []
    let names = specialNames
    // By its bytes: Swift takes canonically equivalent texts for equal, and no token has an id by another spelling.
    let missing = [names.begin, names.padding, names.end, names.unknown].filter { name in
      !addedTokens.contains { $0.content.utf8.elementsEqual(name.utf8) }
    }
    if !missing.isEmpty { faults.append("lacks the special tokens \(missing.joined(separator: " "))") }

    var contents: [Int: String] = [:]
    contents.reserveCapacity(vocabulary.count + addedTokens.count)
    var clashes: [Int] = []
    for (token, id) in vocabulary where contents.updateValue(token, forKey: id) != nil { clashes.append(id) }
    for token in addedTokens {
      let id = Int(token.id)
      if let known = vocabulary[token.content] {
        if known != id { faults.append("added token \"\(token.content)\" has the id \(id), but \(known) in the vocabulary") }
      } else if contents.updateValue(token.content, forKey: id) != nil {
        clashes.append(id)
      }
    }
    if let first = clashes.min() { faults.append("\(clashes.count) ids belong to two tokens, the first is \(first)") }
    if clashes.isEmpty, let last = contents.keys.max(), last >= contents.count {
      let gap = (0...last).first { contents[$0] == nil } ?? last
      faults.append("has \(contents.count) tokens but ids up to \(last); the first id without a token is \(gap)")
    }
    return faults
  }
}
