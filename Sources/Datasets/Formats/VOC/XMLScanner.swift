/// Walks an XML text from tag to tag. Source: W3C, Extensible Markup Language 1.0, of which a reader of elements and texts needs this much.
struct XMLScanner {
  /// What comes next.
  enum Piece {
    /// Entities are characters here.
    case text(String)
    /// `isEmpty`: of `<name/>`, which needs no end.
    case start(name: String, isEmpty: Bool)
    case end(name: String)
  }

  typealias Fault = XMLOutline.Fault

  private let bytes: [UInt8]
  private var index = 0
  /// Of the byte to be read, from 1.
  private(set) var line = 1

  /// - Parameter bytes: valid UTF-8.
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The next piece, comments and instructions passed over; nil at the end.
  mutating func next() throws(Fault) -> Piece? {
    while index < bytes.count {
      if bytes[index] != UInt8(ascii: "<") { return .text(try text()) }
      if take("<!--") {
        _ = try rest(to: "-->")
      } else if take("<![CDATA[") {
        return .text(String(decoding: try rest(to: "]]>"), as: UTF8.self))
      } else if take("<?") {
        _ = try rest(to: "?>")
      } else if take("<!DOCTYPE") {
        try skipDeclarations()
      } else if take("</") {
        let name = try name()
        skipBlanks()
        guard take(">") else { throw fault("a tag has no end, `>` is missing") }
        return .end(name: name)
      } else {
        advance(1)
        return try startTag()
      }
    }
    return nil
  }

  /// The rest of a start tag; its attributes are checked and forgotten.
  private mutating func startTag() throws(Fault) -> Piece {
    let name = try name()
    while true {
      skipBlanks()
      if take("/>") { return .start(name: name, isEmpty: true) }
      if take(">") { return .start(name: name, isEmpty: false) }
      guard index < bytes.count, bytes[index] != UInt8(ascii: "<") else { throw fault("a tag has no end, `>` is missing") }
      _ = try self.name()
      skipBlanks()
      guard take("=") else { throw fault("an attribute has no value") }
      skipBlanks()
      guard let quote = ["\"", "'"].first(where: { take($0) }) else { throw fault("an attribute's value has no quotes") }
      _ = try rest(to: quote)
    }
  }

  /// The text up to the next tag.
  private mutating func text() throws(Fault) -> String {
    var text: [UInt8] = []
    while index < bytes.count, bytes[index] != UInt8(ascii: "<") {
      let byte = bytes[index]
      if byte == UInt8(ascii: "&") {
        text += String(try entity()).utf8
        continue
      }
      guard byte >= 0x20 || [0x09, 0x0A, 0x0D].contains(byte) else { throw fault("a character that XML does not allow") }
      text.append(byte)
      advance(1)
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The character that an entity stands for: one of the five that need no definition, or a number's.
  private mutating func entity() throws(Fault) -> Character {
    advance(1)
    let name = bytes[index...].prefix(12).prefix { $0 != UInt8(ascii: ";") }
    let isEnded = index + name.count < bytes.count && bytes[index + name.count] == UInt8(ascii: ";")
    guard isEnded, let character = Self.character(String(decoding: name, as: UTF8.self)) else {
      throw fault("`&` begins no entity that is known here: write &amp; for `&`")
    }
    advance(name.count + 1)
    return character
  }

  private static func character(_ name: String) -> Character? {
    switch name {
    case "lt": return "<"
    case "gt": return ">"
    case "amp": return "&"
    case "quot": return "\""
    case "apos": return "'"
    default:
      guard name.hasPrefix("#") else { return nil }
      let number = name.hasPrefix("#x") ? UInt32(name.dropFirst(2), radix: 16) : UInt32(name.dropFirst())
      return number.flatMap { Unicode.Scalar($0) }.map(Character.init)
    }
  }

  private static let nameEnds = Array(" \t\r\n/>=<\"'&".utf8)

  private mutating func name() throws(Fault) -> String {
    let name = bytes[index...].prefix { !Self.nameEnds.contains($0) }
    guard let first = name.first, first >= 0x80 || first == UInt8(ascii: "_") || Character(Unicode.Scalar(first)).isLetter else {
      throw fault("a name is missing: write &lt; for `<` and &amp; for `&`")
    }
    advance(name.count)
    return String(decoding: name, as: UTF8.self)
  }

  /// `<!DOCTYPE ... [ ... ]>`: what it declares is not believed.
  private mutating func skipDeclarations() throws(Fault) {
    var depth = 1
    while depth > 0 {
      guard index < bytes.count else { throw fault("the file is cut off") }
      if let quote = ["\"", "'"].first(where: { take($0) }) {
        _ = try rest(to: quote)
      } else if take("<!--") {
        _ = try rest(to: "-->")
      } else {
        if bytes[index] == UInt8(ascii: "<") { depth += 1 } else if bytes[index] == UInt8(ascii: ">") { depth -= 1 }
        advance(1)
      }
    }
  }

  /// What stands before `end`, which is passed over too.
  private mutating func rest(to end: String) throws(Fault) -> ArraySlice<UInt8> {
    let (start, end) = (index, Array(end.utf8))
    while index + end.count <= bytes.count {
      if bytes[index] == end[0], bytes[index..<index + end.count].elementsEqual(end) {
        let rest = bytes[start..<index]
        advance(end.count)
        return rest
      }
      advance(1)
    }
    throw fault("the file is cut off, or `\(String(decoding: end, as: UTF8.self))` is missing")
  }

  private mutating func take(_ text: String) -> Bool {
    guard bytes[index...].starts(with: text.utf8) else { return false }
    advance(text.utf8.count)
    return true
  }

  private mutating func skipBlanks() {
    while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { advance(1) }
  }

  private mutating func advance(_ count: Int) {
    line += bytes[index..<index + count].count { $0 == UInt8(ascii: "\n") }
    index += count
  }

  private func fault(_ message: String) -> Fault { Fault(message: message, line: line) }
}
