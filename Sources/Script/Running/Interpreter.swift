import Essentials

/// Runs recipes and inputs. It lives as long as a session: names, definitions and earlier results persist from one input to the next.
package final class Interpreter<Session> {
  package let commands: CommandTable<Session>
  package let session: Session
  let loader: SourceLoader
  let stop: StopToken
  let listener: (Event) -> Void
  let root = Frame()
  var definitions: [String: Definition<Session>] = [:]
  /// Values of earlier inputs, by number: `$1`, `$2`, ...
  package internal(set) var results: [Int: Value] = [:]
  /// The number of the next input.
  package internal(set) var nextInput = 1
  package internal(set) var lastResult: Int?
  /// The value that the input under way has so far.
  var resultSoFar = Value.none
  var isAtPrompt = false
  /// How many definitions are under way, one calling the other.
  var calls = 0
  /// How many definitions and recipes are under way: what fails in them, the statement that runs them tells.
  var underWay = 0
  /// How deeply statements and expressions are nested in each other at present, through all calls.
  var nesting = 0
  /// The recipes under way, one running the other, by identity.
  var chain: [String] = []

  /// So many definitions may call each other, one inside the other.
  static var callLimit: Int { 200 }
  /// Keeps the stack from running out whatever a program does: measured, the worst takes less than 2 MiB.
  static var nestingLimit: Int { 2500 }
  /// What a command counts for: it takes as much stack as so many expressions.
  static var commandNesting: Int { 5 }

  /// - Parameter stop: asked before every statement, in every turn of a loop, and by the commands themselves.
  package init(
    commands: CommandTable<Session>, session: Session, stop: StopToken = .never, loader: SourceLoader = .files,
    listener: @escaping (Event) -> Void = { _ in }
  ) {
    self.commands = commands
    self.session = session
    self.stop = stop
    self.loader = loader
    self.listener = listener
  }

  package enum Outcome: Sendable {
    case finished
    /// A command ended the session.
    case quit
  }

  /// The variables that are set.
  package var variables: [String: Value] { root.values }

  /// Reads and binds a recipe and runs nothing.
  ///
  /// - Throws: `ScriptError` with all faults.
  package func check(_ source: SourceText, overrides: [Override] = []) throws(ScriptError) {
    _ = try bind(source, overrides: overrides)
  }

  /// Runs a recipe, once all of it is bound.
  package func run(_ source: SourceText, overrides: [Override] = []) throws(ScriptError) -> Outcome {
    isAtPrompt = false
    return try execute(bind(source, overrides: overrides))
  }

  /// Runs what was typed at the prompt: one line or several. Its last result is kept under its number.
  package func submit(_ text: String) throws(ScriptError) -> Outcome {
    isAtPrompt = true
    resultSoFar = .none
    let number = nextInput
    let recipe: BoundRecipe<Session>
    do throws(ScriptError) {
      recipe = try bind(SourceText(text))
    } catch {
      nextInput += 1
      throw error
    }
    if recipe.tree.statements.isEmpty { return .finished }
    nextInput += 1
    defer {
      if resultSoFar != .none {
        results[number] = resultSoFar
        lastResult = number
      }
    }
    return try execute(recipe)
  }

  /// `$1`, `$_`: nil when there is no such result.
  func earlierResult(_ name: String) -> Value? {
    name == "_" ? lastResult.flatMap { results[$0] } : Int(name).flatMap { results[$0] }
  }

  private func bind(_ source: SourceText, overrides: [Override] = []) throws(ScriptError) -> BoundRecipe<Session> {
    let earlier = Set(results.keys.map(String.init)).union(lastResult == nil ? [] : ["_"])
    let binder = Binder(
      commands: commands, loader: loader, definitions: definitions, earlierResults: isAtPrompt ? earlier : nil,
      names: Set(root.values.keys))
    let recipe = binder.bind(source, chain: source.name.map { [loader.identity($0)] } ?? [])
    let diagnostics = binder.diagnostics + Override.apply(overrides, to: recipe)
    guard diagnostics.isEmpty else {
      for diagnostic in diagnostics { listener(.finished(StatementResult(unbound: diagnostic))) }
      throw ScriptError(cause: .notBound, diagnostics: diagnostics)
    }
    return recipe
  }

  private func execute(_ recipe: BoundRecipe<Session>) throws(ScriptError) -> Outcome {
    chain = recipe.identity.map { [$0] } ?? []
    (calls, nesting, underWay) = (0, 0, 0)
    do throws(Unwind) {
      for definition in recipe.definitions { definitions[definition.name.text] = Definition(syntax: definition, recipe: recipe) }
      _ = try run(recipe.tree.statements, in: Place(recipe: recipe, frame: root))
      return .finished
    } catch {
      switch error {
      case .quit: return .quit
      case .error(let error): throw error
      }
    }
  }
}

extension StatementResult {
  /// A fault found before anything ran.
  package init(unbound diagnostic: Diagnostic) {
    self.init(
      kind: .fault, source: diagnostic.sourceLine ?? "", file: diagnostic.file, line: diagnostic.line ?? 1, output: nil, seconds: 0,
      errors: [diagnostic])
  }
}
