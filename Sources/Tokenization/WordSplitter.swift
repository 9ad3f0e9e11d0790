/// Cuts a text into the words that byte-level BPE merges within, exactly as GPT-2's regular expression does:
///
/// ```
/// 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
/// ```
package struct WordSplitter {
  private let bytes: [UInt8]
  private var classes: [ScalarClass] = []
  /// Where each scalar begins in `bytes`, and their count at the end.
  private var starts: [Int] = []

  /// - Parameter bytes: valid UTF-8.
  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    classes.reserveCapacity(bytes.count)
    starts.reserveCapacity(bytes.count + 1)
    var offset = 0
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      classes.append(ScalarClass(scalar))
      starts.append(offset)
      offset += UTF8.width(scalar)
    }
    starts.append(offset)
  }

  /// Calls `body` with the bytes of each word, in order; together they are the whole text.
  package func forEachWord(_ body: (ArraySlice<UInt8>) -> Void) {
    var start = 0
    while start < classes.count {
      let end = endOfWord(from: start)
      body(bytes[starts[start]..<starts[end]])
      start = end
    }
  }

  /// The index of the scalar after the word that begins at `start`: the alternatives of the expression in their order.
  private func endOfWord(from start: Int) -> Int {
    if let length = contraction(at: start) { return start + length }
    let isSpace = bytes[starts[start]] == UInt8(ascii: " ")
    let first = isSpace && start + 1 < classes.count && classes[start + 1] != .space ? start + 1 : start
    let run = endOfRun(from: first)
    // White space before a word leaves its last character to it: `\s+(?!\S)`.
    if classes[first] == .space, run < classes.count, run - first > 1 { return run - 1 }
    return run
  }

  private func endOfRun(from start: Int) -> Int {
    var end = start + 1
    while end < classes.count, classes[end] == classes[start] { end += 1 }
    return end
  }

  /// The length of `'s`, `'t`, `'re`, `'ve`, `'m`, `'ll` or `'d` at this place.
  private func contraction(at index: Int) -> Int? {
    let offset = starts[index]
    guard bytes[offset] == UInt8(ascii: "'"), offset + 1 < bytes.count else { return nil }
    let second = bytes[offset + 1]
    if Self.shortContractions.contains(second) { return 2 }
    guard offset + 2 < bytes.count else { return nil }
    return Self.longContractions.contains([second, bytes[offset + 2]]) ? 3 : nil
  }

  private static let shortContractions = Array("stmd".utf8)
  private static let longContractions = ["re", "ve", "ll"].map { Array($0.utf8) }
}

/// What the expression's classes `\p{L}`, `\p{N}` and `\s` say of a scalar.
package enum ScalarClass: UInt8 {
  case letter, number, space, other

  /// Characters of later versions of Unicode than Hugging Face's tokenizers know are `other` here too, so that the ids agree.
  private static let newestUnicode = 16

  package init(_ scalar: Unicode.Scalar) {
    if scalar.isASCII {
      self = Self.ascii[Int(scalar.value)]
    } else {
      self = Self(looking: scalar)
    }
  }

  private init(looking scalar: Unicode.Scalar) {
    let properties = scalar.properties
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: self = .letter
    case .decimalNumber, .letterNumber, .otherNumber: self = .number
    default: self = properties.isWhitespace ? .space : .other
    }
    if self != .space, let age = properties.age, age.major > Self.newestUnicode { self = .other }
  }

  private static let ascii = (UInt8(0)..<128).map { Self(looking: Unicode.Scalar($0)) }
}
