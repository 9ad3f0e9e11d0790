import Essentials
import Foundation
import Script

/// A session as a recipe: what did succeed, in order, less what was undone and what only looked at the session.
struct SavedRecipe<Session> {
  private let commands: CommandTable<Session>
  private let entries: [Entry]
  /// The names that results have in the recipe, by the number of the input.
  private var resultNames: [Int: String] = [:]
  private let results: [Int: Value]

  /// A piece, and what is named in it.
  private struct Entry {
    let input: Transcript.Input
    let order: Int
    let piece: Piece
    let recipe: RecipeText
  }

  /// - Throws: `Faults` when something that happened cannot be written down.
  init(_ inputs: [Transcript.Input], commands: CommandTable<Session>) throws {
    self.commands = commands
    results = Dictionary(inputs.compactMap { input in input.number.flatMap { n in input.result.map { (n, $0) } } }) { $1 }
    var recipes: [String: RecipeText] = [:]
    let kept = inputs.enumerated().filter { !$0.element.isUndone }
    entries = kept.flatMap { order, input in
      input.pieces.map { piece in
        // Turns of a loop are the same text over and over.
        let recipe = recipes[piece.text] ?? RecipeText(piece.text)
        recipes[piece.text] = recipe
        return Entry(input: input, order: order, piece: piece, recipe: recipe)
      }
    }
    let problems = entries.compactMap { entry in
      entry.piece.problem.map { Diagnostic(.value, "this session cannot be saved as a recipe: " + Self.name(entry.input) + $0) }
    }
    if !problems.isEmpty { throw Faults(problems) }
    nameResults()
  }

  private static func name(_ input: Transcript.Input) -> String { input.number.map { "of input \($0), " } ?? "" }

  /// The recipe.
  ///
  /// - Parameter seed: the session's, at its beginning.
  func text(version: String, seed: Int) -> String {
    var lines = ["# Saved by maestro \(version): `maestro run` with this file does the same again. \(FileChecksum.empty)"]
    var definitions = Definitions(occurrences) { [commands] name in
      BuiltinFunction(rawValue: name) != nil || commands.firstWords.contains(name)
    }
    var body: [String] = []
    var names: Set<String> = []
    for entry in entries {
      definitions.enter(entry.order)
      body += naming(entry, besides: &names)
      let text = write(entry, &definitions)
      body += definitions.takeMissing { missing, definitions in
        let recipe = RecipeText(missing.text)
        return recipe.applying(
          edits(recipe, missing.piece, missing.input, order: entry.order, &definitions, isCopy: true))
      }
      if !text.isEmpty { body.append(text.hasPrefix("# %%") && !body.isEmpty ? "\n" + text : text) }
    }
    if !(body.first?.hasPrefix("set seed=") ?? false) { lines.append("set seed=\(seed)") }
    return (lines + body).joined(separator: "\n") + "\n"
  }

  private var occurrences: [Definitions.Occurrence] {
    let names = Set(entries.flatMap { $0.recipe.definitions.map(\.name.text) })
    return entries.flatMap { entry in
      entry.recipe.definitions.map { definition in
        Definitions.Occurrence(
          name: definition.name.text, text: entry.recipe.source.text(definition.span), piece: entry.piece, input: entry.input,
          order: entry.order,
          calls: calls(in: RecipeText(entry.recipe.source.text(definition.span)), of: names))
      }
    }
  }

  private func calls(in definition: RecipeText, of names: Set<String>) -> Set<String> {
    let commands = definition.commands.compactMap { CommandChain($0, in: self.commands, isDefined: names.contains).definition?.text }
    return Set(commands + definition.functionCalls.map(\.function.rawValue))
  }

  private func write(_ entry: Entry, _ definitions: inout Definitions) -> String {
    let all = edits(entry.recipe, entry.piece, entry.input, order: entry.order, &definitions, isCopy: false)
    let text = entry.recipe.applying(all)
    return text.trimmingCharacters(in: .newlines)
  }

  /// What is written otherwise than it was typed.
  private func edits(
    _ recipe: RecipeText, _ piece: Piece, _ input: Transcript.Input, order: Int, _ definitions: inout Definitions, isCopy: Bool
  ) -> [RecipeText.Edit] {
    var edits: [RecipeText.Edit] = []
    let neededName = input.number.flatMap { resultNames[$0] }
    let calls = recipe.commands.map { CommandChain($0, in: commands, isDefined: definitions.isDefined) }
    let statements = Set(recipe.statementCommands.map(\.span))
    for call in calls where !call.isKept && statements.contains(call.command.span) {
      let command = call.command
      if piece.result == command.span.start, neededName != nil { continue }
      edits.append(recipe.cutting(command.span))
    }
    if let neededName, let start = piece.result, let statement = recipe.allStatements.last(where: { $0.span.start == start }) {
      edits += naming(statement, neededName)
    }
    for variable in recipe.variables {
      guard let number = resultNumber(variable.name, in: input) else { continue }
      if let name = resultNames[number] {
        edits.append(.init(span: variable.span, text: "$" + name))
      } else if let value = value(of: variable.path, in: input), value.isWritable {
        edits.append(.init(span: variable.path.span, text: value.argumentLiteral))
      }
    }
    for definition in recipe.definitions {
      let name = definitions.variant(of: definition.name.text)
      if !isCopy, !definitions.write(definition.name.text) {
        edits.append(recipe.cutting(definition.span))
      } else if name != definition.name.text {
        edits.append(.init(span: definition.name.span, text: name))
      }
    }
    for call in calls {
      guard let head = call.definition, definitions.isDefined(head.text) else { continue }
      let name = definitions.variant(of: head.text)
      definitions.need(head.text)
      if name != head.text { edits.append(.init(span: head.span, text: name)) }
    }
    for call in recipe.functionCalls where definitions.isDefined(call.function.rawValue) {
      definitions.need(call.function.rawValue)
      edits += calling(definitions.variant(of: call.function.rawValue), call)
    }
    for call in calls {
      if let path = call.recipe, let absolute = absolute(path.text, file: piece.file) {
        edits.append(.init(span: path.span, text: Value.text(absolute).literal))
      }
    }
    for comment in recipe.comments where recipe.source.text(comment).contains(FileChecksum.marker) { edits.append(recipe.cutting(comment)) }
    return edits
  }

  /// Makes of `first(a, b)` the call of a definition: `(first_2 (a) (b))`.
  private func calling(_ name: String, _ call: FunctionCallSyntax) -> [RecipeText.Edit] {
    let spans = call.arguments.map(\.span)
    guard let first = spans.first, let last = spans.last else { return [.init(span: call.span, text: "(\(name))")] }
    return [.init(span: Span(call.span.start, first.start), text: "(\(name) (")]
      + zip(spans, spans.dropFirst()).map { .init(span: Span($0.end, $1.start), text: ") (") }
      + [.init(span: Span(last.end, call.span.end), text: "))")]
  }

  /// A name that a part reads and that only the rest of its block could have set must be known to be one all the same.
  private func naming(_ entry: Entry, besides names: inout Set<String>) -> [String] {
    let assigned = Set(entry.recipe.assigned.map(\.text))
    defer { names.formUnion(assigned) }
    guard entry.piece.isPart, let statement = entry.recipe.statements.first else { return [] }
    let isBranch = if case .if = statement.kind { true } else { false }
    let unknown = Set(entry.recipe.variables.map(\.name)).filter { name in
      !names.contains(name) && (isBranch || !assigned.contains(name)) && resultNumber(name, in: entry.input) == nil && name != "_"
    }
    names.formUnion(unknown)
    return unknown.sorted().map { "if false { let \($0) = none }" }
  }

  private func naming(_ statement: StatementSyntax, _ name: String) -> [RecipeText.Edit] {
    let (start, end) = (Span(statement.span.start, statement.span.start), Span(statement.span.end, statement.span.end))
    switch statement.kind {
    case .command: return [.init(span: start, text: "let \(name) = ("), .init(span: end, text: ")")]
    case .expression: return [.init(span: start, text: "let \(name) = ")]
    default: return []
    }
  }

  private func resultNumber(_ name: String, in input: Transcript.Input) -> Int? {
    name == "_" ? input.lastResult : name.unicodeScalars.allSatisfy { ("0"..."9").contains($0) } ? Int(name) : nil
  }

  private mutating func nameResults() {
    var taken = Set(entries.flatMap { $0.recipe.variables.map(\.name) + $0.recipe.assigned.map(\.text) })
    for user in entries {
      for variable in user.recipe.variables {
        guard let number = resultNumber(variable.name, in: user.input), resultNames[number] == nil,
          let maker = entries.first(where: { $0.input.number == number && $0.piece.result != nil }), maker.order < user.order
        else { continue }
        var name = "result_\(number)"
        while taken.contains(name) { name += "_" }
        taken.insert(name)
        resultNames[number] = name
      }
    }
  }

  /// What a path that begins with an earlier result stands for.
  private func value(of path: ExpressionSyntax, in input: Transcript.Input) -> Value? {
    switch path.kind {
    case .variable(let name): return resultNumber(name, in: input).flatMap { results[$0] }
    case .field(let value, let name):
      guard case .record(let record)? = self.value(of: value, in: input) else { return nil }
      return record[name.text]
    case .index(let value, let index):
      guard case .literal(.integer(let index)) = index.kind, case .list(let list)? = self.value(of: value, in: input) else { return nil }
      let position = index < 0 ? list.elements.count + index : index
      return list.elements.indices.contains(position) ? list.elements[position] : nil
    default: return nil
    }
  }

  private func absolute(_ path: String, file: String?) -> String? {
    guard !path.hasPrefix("/"), !path.hasPrefix("~") else { return nil }
    let folder = file.map { URL(fileURLWithPath: $0).deletingLastPathComponent() }
    return URL(fileURLWithPath: path, relativeTo: folder ?? URL(fileURLWithPath: FileManager.default.currentDirectoryPath)).standardized
      .path
  }
}

extension Value {
  /// As it may stand where a variable stood, in an argument as in an expression.
  fileprivate var argumentLiteral: String {
    switch self {
    case .integer, .number, .range, .record: "(\(literal))"
    default: literal
    }
  }
}

extension RecipeText {
  /// Takes a statement or a comment away, and with it the line or the `;` that it alone had.
  func cutting(_ span: Span) -> Edit {
    let scalars = source.scalars
    func isBlank(_ index: Int) -> Bool { scalars[index] == " " || scalars[index] == "\t" }
    var (start, end) = (span.start, span.end)
    while end < scalars.count, isBlank(end) { end += 1 }
    if end < scalars.count, scalars[end] == ";" {
      end += 1
      while end < scalars.count, isBlank(end) { end += 1 }
      return Edit(span: Span(start, end), text: "")
    }
    var head = start
    while head > 0, isBlank(head - 1) { head -= 1 }
    if head > 0, scalars[head - 1] == ";" {
      return Edit(span: Span(head - 1, span.end), text: "")
    }
    if head == 0 || scalars[head - 1] == "\n", end == scalars.count || scalars[end] == "\n" {
      start = head
      end = min(end + 1, scalars.count)
      return Edit(span: Span(start, end), text: "")
    }
    return Edit(span: span, text: "")
  }
}
