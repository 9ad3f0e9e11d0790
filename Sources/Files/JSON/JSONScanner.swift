import Essentials

/// Walks one JSON text byte by byte, without recursion.
struct JSONScanner {
  typealias Fault = JSONOutline.Fault

  private let text: UnsafeRawBufferPointer
  private let allowsNonFinite: Bool
  private var position = 0

  init(_ text: UnsafeRawBufferPointer, allowsNonFinite: Bool) { (self.text, self.allowsNonFinite) = (text, allowsNonFinite) }

  /// The members of the object that is the whole text.
  mutating func object() throws(Fault) -> [JSONOutline.Member] {
    skipBlanks()
    guard take("{") else { throw expected("an object, {...}") }
    var members: [JSONOutline.Member] = []
    skipBlanks()
    if !take("}") {
      repeat {
        skipBlanks()
        try ask(members.count)
        guard members.count < JSONOutline.memberLimit else {
          throw Fault(offset: position, message: "the object has more than \(JSONOutline.memberLimit) members")
        }
        let quoted = try name()
        guard let name = JSONOutline.decodeString(text[quoted]) else {
          throw Fault(offset: quoted.lowerBound, message: "half of a surrogate pair stands alone")
        }
        let start = position
        let kind = try value()
        members.append(.init(name: name, offset: quoted.lowerBound, kind: kind, value: start..<position))
      } while try another(before: "}")
    }
    skipBlanks()
    guard position == text.count else { throw expected("nothing more after the object") }
    return members
  }

  /// A member's name, quotes included; goes on to its value.
  private mutating func name() throws(Fault) -> Range<Int> {
    let start = position
    guard take("\"") else { throw expected("a name in double quotes") }
    try string()
    let name = start..<position
    skipBlanks()
    guard take(":") else { throw expected("':' after the name") }
    skipBlanks()
    return name
  }

  /// Whether a comma says that more follows; takes the closing bracket otherwise.
  private mutating func another(before bracket: Unicode.Scalar) throws(Fault) -> Bool {
    skipBlanks()
    if take(",") { return true }
    guard take(bracket) else { throw expected("',' or '\(bracket)'") }
    return false
  }

  /// Any value, with all that its brackets hold.
  private mutating func value() throws(Fault) -> JSONOutline.Kind {
    guard let outermost = Bracket(peek) else { return try scalar() }
    var open: [Bracket] = []
    var count = 0
    repeat {
      count += 1
      try ask(count)
      // At a value.
      if let bracket = Bracket(peek) {
        guard open.count + 1 < JSONOutline.depthLimit else {
          throw Fault(offset: position, message: "brackets are nested more than \(JSONOutline.depthLimit) deep")
        }
        position += 1
        skipBlanks()
        if !take(bracket.closing) {
          open.append(bracket)
          if bracket == .object { _ = try name() }
          continue
        }
      } else {
        _ = try scalar()
      }
      // Behind a value.
      while let bracket = open.last {
        if try another(before: bracket.closing) {
          skipBlanks()
          if bracket == .object { _ = try name() }
          break
        }
        open.removeLast()
      }
    } while !open.isEmpty
    return outermost == .object ? .object : .array
  }

  /// Now and then, whether the reading is to end.
  private func ask(_ count: Int) throws(Fault) {
    if count.isMultiple(of: 1 << 14), StopToken.ofReading.isStopped { throw Fault(offset: position, message: "the reading was stopped") }
  }

  private enum Bracket {
    case object, array

    init?(_ byte: UInt8) {
      switch byte {
      case "{": self = .object
      case "[": self = .array
      default: return nil
      }
    }

    var closing: Unicode.Scalar { self == .object ? "}" : "]" }
  }

  private mutating func scalar() throws(Fault) -> JSONOutline.Kind {
    switch peek {
    case "\"":
      position += 1
      try string()
      return .string
    case "N", "I", "-":
      if let word = nonFinite {
        position += word.utf8.count
      } else {
        guard peek == UInt8(ascii: "-") else { throw expected("a value") }
        try number()
      }
      return .number
    case "0", "1", "2", "3", "4", "5", "6", "7", "8", "9":
      try number()
      return .number
    case "t":
      try word("true")
      return .boolean
    case "f":
      try word("false")
      return .boolean
    case "n":
      try word("null")
      return .null
    default: throw expected("a value")
    }
  }

  /// What is no number in JSON and stands here as one.
  private var nonFinite: String? {
    allowsNonFinite ? ["NaN", "Infinity", "-Infinity"].first { text[position...].starts(with: $0.utf8) } : nil
  }

  private mutating func word(_ word: String) throws(Fault) {
    guard text[position...].starts(with: word.utf8) else { throw expected("a value") }
    position += word.utf8.count
  }

  private mutating func number() throws(Fault) {
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") { try digits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try digits()
    }
  }

  private mutating func digits() throws(Fault) {
    let start = position
    while UInt8(ascii: "0")...UInt8(ascii: "9") ~= peek { position += 1 }
    if position == start { throw expected("a digit") }
  }

  /// The rest of a string, behind its opening quote.
  private mutating func string() throws(Fault) {
    while position < text.count {
      switch peek {
      case "\"":
        position += 1
        return
      case "\\": try escape()
      case 0..<0x20: throw Fault(offset: position, message: "a control character stands in a string; write it as an escape")
      default: position += 1
      }
    }
    throw expected("'\"' at the string's end")
  }

  private mutating func escape() throws(Fault) {
    let start = position
    position += 1
    switch peek {
    case "\"", "\\", "/", "b", "f", "n", "r", "t": position += 1
    case "u":
      position += 1
      for _ in 0..<4 {
        guard Unicode.Scalar(peek).properties.isASCIIHexDigit else {
          throw Fault(offset: start, message: "\\u needs four hexadecimal digits")
        }
        position += 1
      }
    default: throw Fault(offset: start, message: "no such escape; a backslash itself is written \\\\")
    }
  }

  /// The byte to be read; NUL, which no JSON text holds, at the end.
  private var peek: UInt8 { position < text.count ? text[position] : 0 }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar ~= peek else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while true {
      switch peek {
      case " ", "\t", "\n", "\r": position += 1
      default: return
      }
    }
  }

  private func expected(_ what: String) -> Fault {
    Fault(offset: position, message: position < text.count ? "expected \(what)" : "the text ends where \(what) was expected")
  }
}

/// Lets a byte be compared with an ASCII character.
private func ~= (character: Unicode.Scalar, byte: UInt8) -> Bool { character.value == UInt32(byte) }
