/// Reads a regular expression as Python's `re` does.
struct RegularExpressionParser {
  typealias Fault = RegularExpression.Fault
  typealias Node = RegularExpressionNode

  /// Groups may be nested this deep.
  private static let depthLimit = 100

  struct Flags {
    var ignoresCase = false
    var isMultiline = false
    var dotMatchesAll = false
    var isASCII = false
  }

  private let text: [Unicode.Scalar]
  private var place = 0
  private var depth = 0
  private var names: Set<String> = []

  private init(_ text: String) { self.text = Array(text.unicodeScalars) }

  static func parse(_ text: String) throws(Fault) -> Node {
    var parser = RegularExpressionParser(text)
    var flags = Flags()
    try parser.takeGlobalFlags(&flags)
    let node = try parser.alternatives(flags)
    guard parser.place == parser.text.count else { throw parser.fault("a ) has no (") }
    return node
  }

  private func fault(_ reason: String) -> Fault { Fault(reason: "\(reason) (at character \(place + 1))") }

  private var peek: Unicode.Scalar? { place < text.count ? text[place] : nil }

  private mutating func take(_ wanted: String) -> Bool {
    guard text[place...].starts(with: wanted.unicodeScalars) else { return false }
    place += wanted.unicodeScalars.count
    return true
  }

  private mutating func next(_ missing: String) throws(Fault) -> Unicode.Scalar {
    guard let scalar = peek else { throw fault(missing) }
    place += 1
    return scalar
  }

  // Groups.

  private mutating func alternatives(_ flags: Flags) throws(Fault) -> Node {
    var parts = [try sequence(flags)]
    while take("|") { parts.append(try sequence(flags)) }
    return parts.count == 1 ? parts[0] : .alternatives(parts)
  }

  private mutating func sequence(_ flags: Flags) throws(Fault) -> Node {
    var parts: [Node] = []
    while let scalar = peek, scalar != "|", scalar != ")" {
      guard let (part, isRepeatable) = try part(flags) else { continue }
      parts.append(try repeated(part, isRepeatable: isRepeatable))
    }
    return .sequence(parts)
  }

  /// One part, and whether it may be repeated; nil for a comment.
  private mutating func part(_ flags: Flags) throws(Fault) -> (Node, isRepeatable: Bool)? {
    switch try next("") {
    case ".": return (.scalar(ScalarSet(ranges: flags.dotMatchesAll ? [] : [0xA...0xA], isNegated: true)), true)
    case "^": return (.anchor(flags.isMultiline ? .lineStart : .start), false)
    case "$": return (.anchor(flags.isMultiline ? .lineEnd : .end), false)
    case "[": return (.scalar(try set(flags)), true)
    case "(": return try group(flags).map { ($0, true) }
    case "*", "+", "?": throw fault("there is nothing to repeat")
    case "{":
      place -= 1
      if try quantifier() != nil { throw fault("there is nothing to repeat") }
      place += 1
      return (.scalar(single("{", flags)), true)
    case "\\":
      switch try escape(flags) {
      case .anchor(let anchor): return (.anchor(anchor), false)
      case .set(let set): return (.scalar(set), true)
      }
    case let scalar: return (.scalar(single(scalar, flags)), true)
    }
  }

  private func single(_ scalar: Unicode.Scalar, _ flags: Flags) -> ScalarSet {
    ScalarSet(ranges: [scalar.value...scalar.value], ignoresCase: flags.ignoresCase, isASCII: flags.isASCII)
  }

  private mutating func group(_ flags: Flags) throws(Fault) -> Node? {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthLimit else { throw fault("groups are nested more than \(Self.depthLimit) deep") }
    guard take("?") else { return try body(flags) }
    if take("#") {
      while let scalar = peek, scalar != ")" { place += 1 }
      guard take(")") else { throw fault("a comment has no end") }
      return nil
    }
    if take(":") { return try body(flags) }
    if take("=") { return .look(try body(flags), isAhead: true, isNegative: false) }
    if take("!") { return .look(try body(flags), isAhead: true, isNegative: true) }
    if take("<=") { return .look(try behind(flags), isAhead: false, isNegative: false) }
    if take("<!") { return .look(try behind(flags), isAhead: false, isNegative: true) }
    if take("P<") {
      try takeName()
      return try body(flags)
    }
    if take("P=") { throw fault("references to groups, (?P=...), are not supported here") }
    if take("(") { throw fault("conditions, (?(...)...), are not supported here") }
    if take(">") { throw fault("atomic groups, (?>...), are not supported here") }
    var inner = flags
    guard try takeFlags(&inner) else { throw fault("(?\(peek.map(String.init) ?? "") begins no group") }
    guard take(":") else { throw fault("flags for the whole expression stand at its start") }
    return try body(inner)
  }

  private mutating func body(_ flags: Flags) throws(Fault) -> Node {
    let node = try alternatives(flags)
    guard take(")") else { throw fault("a ( has no )") }
    return node
  }

  private mutating func behind(_ flags: Flags) throws(Fault) -> Node {
    let node = try body(flags)
    guard node.width != nil else { throw fault("a look-behind matches texts of different lengths") }
    return node
  }

  private mutating func takeName() throws(Fault) {
    var name = ""
    while let scalar = peek, scalar != ">" {
      name.unicodeScalars.append(scalar)
      place += 1
    }
    let isGood = name.unicodeScalars.first.map { $0.isOf(.word, isASCII: false) && !$0.isOf(.digit, isASCII: false) } ?? false
    guard take(">"), isGood, name.unicodeScalars.allSatisfy({ $0.isOf(.word, isASCII: false) }) else {
      throw fault("a group's name is none")
    }
    guard names.insert(name).inserted else { throw fault("two groups have the name \(name)") }
  }

  // Flags.

  /// `(?i)` and its like, which stand at the start alone.
  private mutating func takeGlobalFlags(_ flags: inout Flags) throws(Fault) {
    while true {
      let start = place
      var changed = flags
      guard take("(?"), peek != "-", try takeFlags(&changed), take(")") else {
        place = start
        return
      }
      flags = changed
    }
  }

  /// The letters of flags, those to be taken away behind a `-`; false when there is none.
  private mutating func takeFlags(_ flags: inout Flags) throws(Fault) -> Bool {
    let start = place
    var isOn = true
    while let scalar = peek {
      switch scalar {
      case "i": flags.ignoresCase = isOn
      case "m": flags.isMultiline = isOn
      case "s": flags.dotMatchesAll = isOn
      case "a": flags.isASCII = isOn
      case "u": flags.isASCII = false
      case "L", "x": throw fault("the flag \(scalar) is not supported here")
      case "-" where isOn: isOn = false
      default: return place > start
      }
      place += 1
    }
    return place > start
  }

  // Repetitions.

  private mutating func repeated(_ part: Node, isRepeatable: Bool) throws(Fault) -> Node {
    guard let (least, most) = try quantifier() else { return part }
    guard isRepeatable else { throw fault("there is nothing to repeat") }
    // It would be tried in another order: the same names match.
    if !take("?"), take("+") { throw fault("possessive repetitions are not supported here") }
    guard try quantifier() == nil else { throw fault("a repetition is repeated") }
    return .repetition(part, atLeast: least, atMost: most)
  }

  /// `*`, `+`, `?` or numbers in braces; nil when there is none. Braces round anything else are characters like others.
  private mutating func quantifier() throws(Fault) -> (atLeast: Int, atMost: Int?)? {
    if take("*") { return (0, nil) }
    if take("+") { return (1, nil) }
    if take("?") { return (0, 1) }
    let start = place
    guard take("{"), peek != "}" else {
      place = start
      return nil
    }
    let least = try number()
    let most = take(",") ? try number() : least
    guard take("}"), place - start > 2 else {
      place = start
      return nil
    }
    if let least, let most, most < least { throw fault("a repetition's most is less than its least") }
    return (least ?? 0, most)
  }

  private mutating func number() throws(Fault) -> Int? {
    let start = place
    while let scalar = peek, ("0"..."9").contains(scalar) { place += 1 }
    guard place > start else { return nil }
    let digits = String(String.UnicodeScalarView(text[start..<place]))
    guard let number = Int(digits), number < 1 << 32 else { throw fault("\(digits.prefix(20)) is too large for a repetition") }
    return number
  }
}

extension RegularExpressionParser {
  private enum Escape {
    case anchor(Node.Anchor)
    case set(ScalarSet)
  }

  /// What follows a backslash outside a class.
  private mutating func escape(_ flags: Flags) throws(Fault) -> Escape {
    switch peek {
    case "A": return try anchor(.start)
    case "Z": return try anchor(.absoluteEnd)
    case "b": return try anchor(.wordBoundary)
    case "B": return try anchor(.noWordBoundary)
    default: break
    }
    if let peek, ("1"..."9").contains(peek) { throw fault("references to groups, \\\(peek), are not supported here") }
    var set = ScalarSet(ignoresCase: flags.ignoresCase, isASCII: flags.isASCII)
    switch try escapedMember() {
    case .kind(let kind, let isNegated): set.kinds.append((kind, isNegated))
    case .scalar(let scalar): set.ranges.append(scalar.value...scalar.value)
    }
    return .set(set)
  }

  private mutating func anchor(_ anchor: Node.Anchor) throws(Fault) -> Escape {
    place += 1
    return .anchor(anchor)
  }

  private enum ClassMember {
    case scalar(Unicode.Scalar)
    case kind(ScalarSet.Kind, isNegated: Bool)
  }

  /// `[...]`, behind its bracket.
  private mutating func set(_ flags: Flags) throws(Fault) -> ScalarSet {
    var set = ScalarSet(ignoresCase: flags.ignoresCase, isASCII: flags.isASCII)
    set.isNegated = take("^")
    let start = place
    while true {
      if place > start, take("]") { return set }
      let member = try classMember()
      guard peek == "-", place + 1 < text.count, text[place + 1] != "]" else {
        switch member {
        case .scalar(let scalar): set.ranges.append(scalar.value...scalar.value)
        case .kind(let kind, let isNegated): set.kinds.append((kind, isNegated))
        }
        continue
      }
      place += 1
      guard case .scalar(let low) = member, case .scalar(let high) = try classMember(), low <= high else {
        throw fault("a range of characters has no order")
      }
      set.ranges.append(low.value...high.value)
    }
  }

  private mutating func classMember() throws(Fault) -> ClassMember {
    let scalar = try next("a [ has no ]")
    guard scalar == "\\" else { return .scalar(scalar) }
    if take("b") { return .scalar("\u{8}") }
    return try escapedMember()
  }

  /// A character or a kind of them, behind the backslash.
  private mutating func escapedMember() throws(Fault) -> ClassMember {
    let scalar = try next("a backslash stands at the end")
    switch scalar {
    case "d": return .kind(.digit, isNegated: false)
    case "D": return .kind(.digit, isNegated: true)
    case "s": return .kind(.blank, isNegated: false)
    case "S": return .kind(.blank, isNegated: true)
    case "w": return .kind(.word, isNegated: false)
    case "W": return .kind(.word, isNegated: true)
    case "a": return .scalar("\u{7}")
    case "f": return .scalar("\u{C}")
    case "n": return .scalar("\n")
    case "r": return .scalar("\r")
    case "t": return .scalar("\t")
    case "v": return .scalar("\u{B}")
    case "x": return .scalar(try code(digits: 2))
    case "u": return .scalar(try code(digits: 4))
    case "U": return .scalar(try code(digits: 8))
    case "0"..."7": return .scalar(try octal())
    default:
      guard !(scalar.isASCII && scalar.isOf(.word, isASCII: true)) || scalar == "_" else { throw fault("\\\(scalar) is no escape") }
      return .scalar(scalar)
    }
  }

  private mutating func code(digits count: Int) throws(Fault) -> Unicode.Scalar {
    let digits = text[place...].prefix(count).prefix { $0.properties.isASCIIHexDigit }
    guard digits.count == count, let value = UInt32(String(String.UnicodeScalarView(digits)), radix: 16),
      let scalar = Unicode.Scalar(value)
    else { throw fault("an escape needs \(count) hexadecimal digits") }
    place += count
    return scalar
  }

  /// Up to three digits of base eight, the first of which was read.
  private mutating func octal() throws(Fault) -> Unicode.Scalar {
    place -= 1
    let digits = text[place...].prefix(3).prefix { ("0"..."7").contains($0) }
    guard let value = UInt32(String(String.UnicodeScalarView(digits)), radix: 8), value <= 0o377, let scalar = Unicode.Scalar(value) else {
      throw fault("an octal escape is beyond \\377")
    }
    place += digits.count
    return scalar
  }
}
