extension Tokenizer {
  /// A small tokenizer made in memory, for models with random weights: BART's layout with 256 byte tokens and the given words.
  ///
  /// `<s>` 0, `<pad>` 1, `</s>` 2, `<unk>` 3, the bytes 0...255 from 4, the words with the merges they need, `<mask>`, and Florence's 1,024
  /// tokens: 1,285 ids without words.
  /// - Parameter words: become one token each where they are whole words of the text; one inside a sentence begins with a space.
  public static func byteLevel(words: [String] = []) -> Tokenizer {
    var definition = TokenizerDefinition()
    let names = definition.specialNames
    for name in [names.begin, names.padding, names.end, names.unknown] { definition.vocabulary[name] = definition.vocabulary.count }
    let byteTokens = ByteAlphabet.scalars.map { scalar in
      let id = definition.vocabulary.count
      definition.vocabulary[String(scalar)] = id
      return Int32(id)
    }
    for word in words {
      let bytes = Array(word.utf8)[...]
      while true {
        var symbols: [Int32] = []
        BytePairEncoder(byteTokens: byteTokens, merges: definition.merges).encode(bytes, into: &symbols)
        guard symbols.count > 1 else { break }
        definition.merge(symbols[0], symbols[1])
      }
    }
    definition.vocabulary[names.mask] = definition.vocabulary.count
    definition.complete()
    return Tokenizer(definition)
  }
}

extension TokenizerDefinition {
  /// Adds the last merge, of two tokens of the vocabulary.
  fileprivate mutating func merge(_ left: Int32, _ right: Int32) {
    let spellings = Dictionary(uniqueKeysWithValues: vocabulary.map { ($0.value, $0.key) })
    guard let first = spellings[Int(left)], let second = spellings[Int(right)] else {
      preconditionFailure("tokens \(left) and \(right) are not both in the vocabulary of \(vocabulary.count)")
    }
    let result = vocabulary[first + second] ?? vocabulary.count
    vocabulary[first + second] = result
    merges.append(.init(left: left, right: right, result: Int32(result)))
  }
}
