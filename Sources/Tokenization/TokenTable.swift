/// The tokens by id: how the vocabulary spells each, and the bytes each stands for.
struct TokenTable: Sendable {
  private let spellings: [String]
  private let ids: [String: Int32]
  /// The model's own tokens: all but those that were added behind them.
  let vocabulary: [String: Int32]
  /// The bytes of token n are `bytes[starts[n]..<starts[n + 1]]`.
  private let bytes: [UInt8]
  private let starts: [Int]

  init(_ definition: TokenizerDefinition) {
    vocabulary = definition.vocabulary.mapValues(Int32.init)
    var ids = vocabulary
    for token in definition.addedTokens { ids[token.content] = token.id }
    var spellings = [String](repeating: "", count: ids.count)
    for (token, id) in ids { spellings[Int(id)] = token }
    let added = Set(definition.addedTokens.map(\.id))
    var bytes: [UInt8] = []
    var starts: [Int] = []
    starts.reserveCapacity(spellings.count + 1)
    for (id, spelling) in spellings.enumerated() {
      starts.append(bytes.count)
      // Added tokens are text; only the vocabulary's own are spelled in the byte alphabet.
      let isText = added.contains(Int32(id))
      bytes += (isText ? nil : ByteAlphabet.bytes(of: spelling)) ?? Array(spelling.utf8)
    }
    starts.append(bytes.count)
    self.ids = ids
    self.spellings = spellings
    self.bytes = bytes
    self.starts = starts
  }

  var count: Int { spellings.count }

  func spelling(of id: Int32) -> String? {
    spellings.indices.contains(Int(id)) ? spellings[Int(id)] : nil
  }

  func id(of spelling: String) -> Int32? {
    // Swift's dictionaries take canonically equivalent texts for equal; vocabularies do not.
    guard let id = ids[spelling], spellings[Int(id)].utf8.elementsEqual(spelling.utf8) else { return nil }
    return id
  }

  /// No bytes for an id outside the vocabulary.
  func bytes(of id: Int32) -> ArraySlice<UInt8> {
    spellings.indices.contains(Int(id)) ? bytes[starts[Int(id)]..<starts[Int(id) + 1]] : []
  }
}
