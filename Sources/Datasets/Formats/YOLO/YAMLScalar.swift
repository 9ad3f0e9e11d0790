/// Texts in YAML, plain or in quotes.
enum YAMLScalar {
  /// A line up to its comment: a `#` at its beginning or behind a blank, outside quotes.
  static func withoutComment(_ line: Substring) -> Substring {
    var end = line.endIndex
    scan(line) { index, character in
      guard character == "#", index == line.startIndex || line[line.index(before: index)].isWhitespace else { return true }
      end = index
      return false
    }
    return line[..<end].trimmingEnd
  }

  /// The colon that ends a key: outside quotes, with a blank or nothing behind it.
  static func colon(in text: Substring) -> Substring.Index? {
    var found: Substring.Index?
    scan(text) { index, character in
      guard character == ":" else { return true }
      let next = text.index(after: index)
      guard next == text.endIndex || text[next].isWhitespace else { return true }
      found = index
      return false
    }
    return found
  }

  /// What stands between commas outside quotes; an empty last item is none.
  static func items(in text: Substring) -> [Substring] {
    var items: [Substring] = []
    var start = text.startIndex
    scan(text) { index, character in
      if character == "," {
        items.append(text[start..<index])
        start = text.index(after: index)
      }
      return true
    }
    let last = text[start...]
    return last.allSatisfy(\.isWhitespace) ? items : items + [last]
  }

  /// Calls `body` with each character outside quotes, for as long as it returns true. A quote opens where a text may begin.
  private static func scan(_ text: Substring, _ body: (Substring.Index, Character) -> Bool) {
    var quote: Character?
    var mayOpen = true
    var index = text.startIndex
    while index < text.endIndex {
      let character = text[index]
      if let open = quote {
        if character == "\\", open == "\"" {
          index = text.index(after: index)
          if index == text.endIndex { return }
        } else if character == open {
          quote = nil
        }
      } else if mayOpen, character == "\"" || character == "'" {
        quote = character
      } else if !body(index, character) {
        return
      }
      if !character.isWhitespace { mayOpen = "[{,:-".contains(character) }
      index = text.index(after: index)
    }
  }

  /// What a text stands for; nil when a quote is open or an escape unknown.
  static func text(of source: Substring) -> String? {
    guard let quote = source.first, quote == "\"" || quote == "'" else {
      return source == "~" || source == "null" ? "" : String(source)
    }
    guard source.count > 1, source.last == quote else { return nil }
    let inner = source.dropFirst().dropLast()
    if quote == "'" {
      let parts = inner.replacing("''", with: "\u{0}")
      return parts.contains("'") ? nil : String(parts.replacing("\u{0}", with: "'"))
    }
    var text = ""
    var rest = inner
    while let character = rest.popFirst() {
      guard character == "\\" else {
        if character == "\"" { return nil }
        text.append(character)
        continue
      }
      guard let escape = rest.popFirst() else { return nil }
      switch escape {
      case "n": text.append("\n")
      case "t": text.append("\t")
      case "\\", "\"", "/", " ": text.append(escape)
      case "x", "u", "U":
        let digits = rest.prefix(escape == "x" ? 2 : escape == "u" ? 4 : 8)
        guard let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else { return nil }
        text.unicodeScalars.append(scalar)
        rest = rest.dropFirst(digits.count)
      default: return nil
      }
    }
    return text
  }
}

extension StringProtocol where SubSequence == Substring {
  /// Without white space at its ends.
  var trimmingBlanks: Substring { drop(while: \.isWhitespace).trimmingEnd }
}

extension Substring {
  /// Without white space at its end.
  var trimmingEnd: Substring {
    var end = endIndex
    while end > startIndex, self[index(before: end)].isWhitespace { end = index(before: end) }
    return self[..<end]
  }
}
