import Essentials
import Script

/// Writes down what came of an input: what ended well as it was typed, and of the rest exactly what did succeed, one after the other.
struct Unrolling {
  private(set) var pieces: [Piece] = []
  /// How far into a statement the one begins that gave the result, by their numbers.
  private let result: [Int: Int]
  private var taken: Set<String>
  /// Set when the statement under way gave the result: what was stopped is then where it begins.
  private var cutResult: Int?

  /// - Parameters:
  ///   - names: variables of the session; new ones are called otherwise.
  init(_ trace: InputTrace, isFinished: Bool, names: some Sequence<String>) {
    result = trace.result
    taken = Set(names)
    let root = trace.root
    write(recipe: root, isFinished: isFinished, in: Names())
  }

  /// The names of a recipe, which stay what they are, or of a definition's body, which are made different from those.
  private final class Names {
    let definition: String?
    /// New names by the old ones.
    var renamed: [String: String] = [:]

    init(definition: String? = nil) { self.definition = definition }

    var isRecipe: Bool { definition == nil }
  }

  private mutating func adopt(_ name: String, in names: Names) -> String {
    guard let definition = names.definition else { return name }
    if let known = names.renamed[name] { return known }
    let new = fresh("\(definition)_\(name)")
    names.renamed[name] = new
    return new
  }

  private mutating func fresh(_ name: String) -> String {
    var name = name
    while taken.contains(name) { name += "_" }
    taken.insert(name)
    return name
  }

  /// The statements of a recipe or an input: its text, with other lines in the place of what cannot stand as it was typed.
  private mutating func write(recipe: InputTrace.Part, isFinished: Bool, in names: Names) {
    let source = recipe.part.source
    var (start, end) = (0, 0)
    var result: Int?
    for case .part(let statement) in recipe.children {
      let span = statement.part.span
      defer { end = span.end }
      if statement.standsAlone, names.isRecipe {
        if let offset = self.result[statement.id] { result = span.start + offset }
        continue
      }
      write(source, start, span.start, result: result, in: names)
      result = nil
      write(statement, in: names)
      start = span.end
    }
    if isFinished {
      write(source, start, source.scalars.count, result: result, in: names)
      return
    }
    write(source, start, max(start, end), result: result, in: names)
    // The definitions of a recipe hold from its first line on.
    for statement in SyntaxTree.parse(source).statements where statement.span.start >= end {
      if case .definition(let definition) = statement.kind { pieces.append(Piece(text: source.text(definition.span), file: source.name)) }
    }
  }

  /// A stretch of the text as it was typed.
  private mutating func write(_ source: SourceText, _ start: Int, _ end: Int, result: Int?, in names: Names) {
    func isTrimmed(_ index: Int) -> Bool { " \t\n;".unicodeScalars.contains(source.scalars[index]) }
    guard names.isRecipe else { return }
    var (start, end) = (start, end)
    while start < end, isTrimmed(start) { start += 1 }
    while end > start, isTrimmed(end - 1) { end -= 1 }
    guard start < end else { return }
    pieces.append(Piece(text: source.text(Span(start, end)), file: source.name, result: result.map { $0 - start }))
  }

  private mutating func write(_ part: InputTrace.Part, in names: Names) {
    let text = part.part.source.text(part.part.span)
    switch part.part.kind {
    case .statement:
      if part.isIdle { return }
      if part.standsAlone {
        let old = names.renamed
        for name in part.names.sorted() { _ = adopt(name, in: names) }
        add(text, part, old: old, in: names)
      } else if !writeLoop(part, in: names) {
        cutResult = result[part.id] == 0 ? 0 : nil
        writeChildren(part, in: names)
      }
    case .command(_, let isKept):
      if part.standsAlone {
        if isKept { add(text, part, old: names.renamed, in: names) }
      } else if case .cut(let replay) = part.ending {
        if let replay {
          // Of several lines the last one does what the command did.
          let head = replay.split(separator: "\n", omittingEmptySubsequences: false).dropLast().reduce(0) {
            $0 + $1.unicodeScalars.count + 1
          }
          if !replay.isEmpty { pieces.append(Piece(text: replay, file: part.part.source.name, result: cutResult.map { $0 + head })) }
        } else {
          writeChildren(part, in: names)
          pieces.append(Piece(text: "# stopped before its end: " + text.split(separator: "\n").joined(separator: " ")))
        }
      } else {
        writeChildren(part, in: names)
      }
    case .call(let definition):
      if part.standsAlone {
        // In the form of a function it is no statement.
        add(text.hasPrefix(definition + "(") ? "(\(text))" : text, part, old: names.renamed, in: names)
      } else {
        writeCall(part, definition, in: names)
      }
    case .argument, .sequence: writeChildren(part, in: names)
    case .body(let definition): writeChildren(part, in: Names(definition: definition))
    case .recipe:
      pieces.append(Piece(text: "# From here on: " + (part.part.source.name ?? "a recipe").visible))
      write(recipe: part, isFinished: part.ending == .finished, in: names)
    }
  }

  private mutating func add(_ text: String, _ part: InputTrace.Part, old: [String: String], in names: Names) {
    let renamed = names.isRecipe ? text : RecipeText(text).renaming(variables: old, assigned: names.renamed)
    let offset = result[part.id]
    pieces.append(
      Piece(text: renamed, file: part.part.source.name, isPart: true, result: names.isRecipe || offset == 0 ? offset : nil))
  }

  private mutating func writeChildren(_ part: InputTrace.Part, in names: Names) {
    if let values = part.finalValues {
      if part.hasCommands {
        let text = part.part.source.text(part.part.span).prefix { $0 != "\n" }
        pieces.append(Piece(text: "", problem: "`\(text)` did not come to its end, and ran too many commands to be written one by one"))
      } else {
        for (name, value) in values.sorted(by: { $0.key < $1.key }) { write(name, value, in: names) }
      }
      return
    }
    for child in part.children {
      switch child {
      case .part(let part): write(part, in: names)
      case .assigned(let name, let value, _): write(name, value, in: names)
      }
    }
  }

  private mutating func write(_ name: String, _ value: Value, in names: Names) {
    let new = adopt(name, in: names)
    if value.hasLiteral {
      pieces.append(Piece(text: "let \(new) = \(value.literal)"))
    } else {
      pieces.append(Piece(text: "", problem: "the value that `\(name)` had cannot be written down: it holds \(value.typeName)"))
    }
  }

  /// A `for` over values that cannot be written down: what it goes through becomes a variable. False for everything else.
  private mutating func writeLoop(_ part: InputTrace.Part, in names: Names) -> Bool {
    var name: String?
    for case .assigned(let variable, let value, .element) in part.children where !value.isWritable { name = variable }
    guard let name else { return false }
    let list = fresh("\(name)_values")
    for child in part.children {
      switch child {
      case .part(let sequence) where sequence.part.kind == .sequence:
        let text = RecipeText(expression: sequence.part.source.text(sequence.part.span)).renaming(variables: names.renamed, assigned: [:])
        pieces.append(Piece(text: "let \(list) = \(text)", file: sequence.part.source.name))
      case .part(let part): write(part, in: names)
      case .assigned(let name, _, .element(let index)):
        pieces.append(Piece(text: "let \(adopt(name, in: names)) = $\(list)[\(index)]"))
      case .assigned(let name, let value, _): write(name, value, in: names)
      }
    }
    return true
  }

  /// A call that did not come to its end, or ran a recipe: its parameters become variables.
  private mutating func writeCall(_ call: InputTrace.Part, _ definition: String, in names: Names) {
    let inside = Names(definition: definition)
    var unwritable: [Int: String] = [:]
    // What no command made is as good written out, and its words may mean otherwise in an expression.
    var isMade: Set<Int> = []
    for case .part(let part) in call.children where part.hasCommands {
      if case .argument(let index) = part.part.kind { isMade.insert(index) }
    }
    for case .part(let body) in call.children {
      guard case .body = body.part.kind else { continue }
      for case .assigned(let name, let value, .argument(let index)) in body.children
      where !value.hasLiteral || (isMade.contains(index) && !value.isWritable) { unwritable[index] = name }
    }
    for case .part(let part) in call.children {
      switch part.part.kind {
      case .argument(let index):
        if let name = unwritable[index] {
          let text = RecipeText(expression: part.part.source.text(part.part.span)).renaming(variables: names.renamed, assigned: [:])
          pieces.append(Piece(text: "let \(adopt(name, in: inside)) = \(text)", file: part.part.source.name))
        } else {
          writeChildren(part, in: names)
        }
      case .body:
        var body = part
        body.children.removeAll { child in
          if case .assigned(_, _, .argument(let index)) = child { unwritable[index] != nil } else { false }
        }
        writeChildren(body, in: inside)
      default: write(part, in: names)
      }
    }
  }
}
