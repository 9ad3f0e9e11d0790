import Essentials

/// A bracket or brace that is not closed yet.
struct OpenBracket {
  let bracket: Unicode.Scalar
  let offset: Int
  /// Round values, a record's brace included: not a block's, nor one in a text.
  var isValue = true
}

/// Reads a recipe. A fault ends its statement, not the reading: all faults of a text are found at once.
///
/// `grammar.txt`, beside this file, says what is read; the methods follow its productions.
struct Parser {
  var cursor: Cursor
  /// Brackets and braces that are open, innermost last.
  var open: [OpenBracket] = []
  /// Inside the braces of a string; its line is all there is.
  var strings = 0
  var loops = 0
  var isInDefinition = false
  var blocks = 0
  private var nesting = 0
  /// The rest of the text is not worth reading.
  private var isAbandoned = false
  var faults: [Fault] = []
  /// Where the text ended, for completion: the innermost place wins.
  var place: CursorPlace?
  /// The arguments of the command under way, for completion.
  var argumentsSoFar: [ArgumentSyntax] = []

  /// How deeply brackets and blocks may be nested.
  static let nestingLimit = 200
  /// How deep an expression's tree may be.
  static let depthLimit = 250
  /// After so many faults the rest of a text is not read.
  static let faultLimit = 50

  init(_ source: SourceText) { cursor = Cursor(source) }

  static func parse(_ source: SourceText) -> SyntaxTree {
    var parser = Parser(source)
    return parser.recipe()
  }

  /// `recipe`: all of the text.
  mutating func recipe() -> SyntaxTree {
    let controls = controlCharacters()
    let statements = controls.isEmpty ? self.statements() : []
    let endsInBackslash = cursor.endsInBackslash
    if endsInBackslash, faults.allSatisfy({ $0.unfinished != nil }) {
      let end = cursor.source.scalars.count
      faults = [Fault(.syntax, Span(end - 1, end), "the line goes on after `\\`, but the text ends", unfinished: .backslash)]
    }
    return SyntaxTree(source: cursor.source, statements: statements, comments: cursor.comments, faults: controls + faults)
  }

  /// Characters that would be obeyed or overlooked rather than read.
  private func controlCharacters() -> [Fault] {
    let scalars = cursor.source.scalars
    var found: [Fault] = []
    for (offset, scalar) in scalars.enumerated() where scalar.value < 0x20 || scalar.value == 0x7F {
      if scalar == "\n" || scalar == "\t" { continue }
      let name = "U+" + String(repeating: "0", count: scalar.value < 0x10 ? 3 : 2) + String(scalar.value, radix: 16, uppercase: true)
      found.append(
        Fault(
          .syntax, Span(offset, offset + 1), "a control character, \(name), stands here",
          hint: scalar == "\r"
            ? "only a line feed ends a line" : "in a text in double quotes it is written \\u{\(String(scalar.value, radix: 16))}"))
      if found.count == Self.faultLimit { break }
    }
    return found
  }

  /// `statements`: to the end or, in a block, to its closing brace.
  mutating func statements() -> [StatementSyntax] {
    var statements: [StatementSyntax] = []
    while true {
      skipSeparators()
      guard let next = cursor.peek() else {
        note(.statement(Span(cursor.offset, cursor.offset)))
        return statements
      }
      if next == "}", blocks > 0 { return statements }
      let start = cursor.offset
      let depth = open.count
      do throws(Fault) {
        statements.append(try statement())
        try endOfStatement()
      } catch {
        record(error)
        recover(from: error, started: start, depth: depth)
      }
    }
  }

  private mutating func skipSeparators() {
    repeat { cursor.skipBlanks() } while cursor.take("\n") || cursor.take(";")
  }

  /// A statement ends where its line or block does, or at `;`.
  private mutating func endOfStatement() throws(Fault) {
    if cursor.skipBlanks() { note(.nothing) }
    switch cursor.peek() {
    case nil, "\n", ";": return
    case "}" where blocks > 0: return
    default: throw unexpected("the line's end or `;`")
    }
  }

  mutating func record(_ fault: Fault) {
    // One unclosed bracket at the text's end is a fault of everything round it.
    if isAbandoned || (fault.unfinished != nil && faults.contains { $0.unfinished != nil }) { return }
    faults.append(fault)
    if faults.count >= Self.faultLimit { isAbandoned = true }
  }

  /// Goes on behind the statement that `fault` broke.
  private mutating func recover(from fault: Fault, started start: Int, depth: Int) {
    let unclosed = open[depth...].filter(\.isValue)
    open.removeSubrange(depth...)
    cursor.lineEndsAreBlanks = false
    strings = 0
    if isAbandoned {
      cursor.offset = cursor.source.scalars.count
      return
    }
    cursor.offset = max(cursor.offset, start)
    if !unclosed.isEmpty, let close = closing(unclosed.count, withBraces: unclosed.contains { $0.bracket == "{" }) {
      cursor.offset = close
    }
    cursor.offset = statementEnd(from: cursor.offset)
    note(.nothing)
    // A stray brace is no statement's end; a step is always made.
    if cursor.offset == start { cursor.offset += 1 }
  }

  /// The offset behind the bracket that closes `count` open ones; nil when they are not all closed.
  private func closing(_ count: Int, withBraces: Bool) -> Int? {
    var depth = count
    var index = cursor.offset
    while index < cursor.source.scalars.count {
      switch cursor.source.scalars[index] {
      case "{" where !withBraces, "}" where !withBraces: return nil
      case "(", "[", "{": depth += 1
      case ")", "]", "}":
        depth -= 1
        if depth == 0 { return index + 1 }
      default: break
      }
      index += 1
    }
    return nil
  }

  /// Where the line ends, or before it at `;` or at the end of the block; strings on the way are stepped over.
  private func statementEnd(from start: Int) -> Int {
    let scalars = cursor.source.scalars
    var index = start
    var braces = 0
    while index < scalars.count, scalars[index] != "\n" {
      switch scalars[index] {
      case "\"", "'":
        let line = scalars[index...].dropFirst().prefix { $0 != "\n" }
        if let close = line.firstIndex(of: scalars[index]) { index = close }
      case ";" where braces == 0: return index
      case "{": braces += 1
      case "}":
        if braces == 0, blocks > 0 { return index }
        braces = max(0, braces - 1)
      default: break
      }
      index += 1
    }
    return index
  }

  /// Runs `body` one level deeper.
  mutating func nested<T>(_ body: (inout Parser) throws(Fault) -> T) throws(Fault) -> T {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Self.nestingLimit else {
      let fault = Fault(.syntax, Span(cursor.offset, cursor.offset + 1), "this is nested more than \(Self.nestingLimit) deep")
      // What is left of the text would only say the same again.
      record(fault)
      isAbandoned = true
      throw fault
    }
    return try body(&self)
  }

  /// `node`, unless its tree is too deep to walk.
  func checked(_ node: ExpressionSyntax) throws(Fault) -> ExpressionSyntax {
    guard node.depth <= Self.depthLimit else {
      throw Fault(.syntax, node.span, "this expression is too long", hint: "split it with `let`")
    }
    return node
  }

  /// Remembers for completion what stood at the end of the text.
  mutating func note(_ place: CursorPlace) {
    guard cursor.isAtEnd, self.place == nil else { return }
    let isInComment = cursor.comments.last?.end == cursor.source.scalars.count
    self.place = isInComment ? .nothing : place
  }
}
