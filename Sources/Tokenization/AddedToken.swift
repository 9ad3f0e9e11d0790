/// A token that is found in the text before any splitting into words: `<s>`, `<loc_17>`.
struct AddedToken: Sendable, Hashable {
  var content: String
  var id: Int32
  /// Left out when a text is decoded without special tokens.
  var isSpecial = true
  /// Swallows white space before it.
  var stripsLeft = false
  /// Swallows white space after it.
  var stripsRight = false
  /// Found only where no letter, digit or underscore touches it.
  var isSingleWord = false
  /// Looked for after the tokens that are not: Hugging Face's order of two passes over a text.
  var isNormalized = false
}

/// Finds added tokens in a text: at each place the longest, from left to right.
struct AddedTokenFinder: Sendable {
  /// A piece of a text: ordinary bytes, or one added token.
  enum Piece {
    case text(ArraySlice<UInt8>)
    case token(Int32)
  }

  private let tokens: [AddedToken]
  /// A trie: the next node for (node << 8 | byte). Node 0 is the root.
  private var edges: [UInt32: UInt32] = [:]
  /// The token that ends at each node.
  private var ends: [Int?] = [nil]

  init(_ tokens: [AddedToken]) {
    self.tokens = tokens
    for (index, token) in tokens.enumerated() where !token.content.isEmpty {
      var node: UInt32 = 0
      for byte in token.content.utf8 {
        if let next = edges[node << 8 | UInt32(byte)] {
          node = next
        } else {
          let next = UInt32(ends.count)
          edges[node << 8 | UInt32(byte)] = next
          ends.append(nil)
          node = next
        }
      }
      ends[Int(node)] = index
    }
  }

  /// Cuts `text` (valid UTF-8) at its added tokens.
  func pieces(of text: ArraySlice<UInt8>) -> [Piece] {
    var pieces: [Piece] = []
    var taken = text.startIndex
    var index = text.startIndex
    while index < text.endIndex {
      guard let (token, matchEnd) = longestMatch(in: text, at: index) else {
        index += 1
        continue
      }
      var start = index
      var end = matchEnd
      index = matchEnd
      if token.isSingleWord, touchesWord(text, start: start, end: end) { continue }
      if token.stripsLeft { start = endBeforeWhiteSpace(text[..<start]) }
      if token.stripsRight { end = startAfterWhiteSpace(text[end...]) }
      if taken < start { pieces.append(.text(text[taken..<start])) }
      pieces.append(.token(token.id))
      taken = max(taken, end)
    }
    if taken < text.endIndex { pieces.append(.text(text[taken...])) }
    return pieces
  }

  private func longestMatch(in text: ArraySlice<UInt8>, at start: Int) -> (AddedToken, end: Int)? {
    var node: UInt32 = 0
    var found: (AddedToken, Int)?
    for index in start..<text.endIndex {
      guard let next = edges[node << 8 | UInt32(text[index])] else { break }
      node = next
      if let token = ends[Int(node)] { found = (tokens[token], index + 1) }
    }
    return found
  }

  private func touchesWord(_ text: ArraySlice<UInt8>, start: Int, end: Int) -> Bool {
    [lastScalar(of: text[..<start]), firstScalar(of: text[end...])].contains { $0.map(isWordCharacter) ?? false }
  }

  /// `\w` of Rust's regular expressions.
  private func isWordCharacter(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    if properties.isAlphabetic || properties.isJoinControl { return true }
    switch properties.generalCategory {
    case .decimalNumber, .connectorPunctuation, .nonspacingMark, .spacingMark, .enclosingMark: return true
    default: return false
    }
  }

  private func endBeforeWhiteSpace(_ text: ArraySlice<UInt8>) -> Int {
    var end = text.endIndex
    while let scalar = lastScalar(of: text[..<end]), scalar.properties.isWhitespace { end -= UTF8.width(scalar) }
    return end
  }

  private func startAfterWhiteSpace(_ text: ArraySlice<UInt8>) -> Int {
    var start = text.startIndex
    while let scalar = firstScalar(of: text[start...]), scalar.properties.isWhitespace { start += UTF8.width(scalar) }
    return start
  }

  private func firstScalar(of text: ArraySlice<UInt8>) -> Unicode.Scalar? {
    String(decoding: text.prefix(4), as: UTF8.self).unicodeScalars.first
  }

  private func lastScalar(of text: ArraySlice<UInt8>) -> Unicode.Scalar? {
    String(decoding: text.suffix(4), as: UTF8.self).unicodeScalars.last
  }
}
