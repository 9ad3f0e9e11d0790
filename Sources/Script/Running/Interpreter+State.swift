/// What one input leaves to the next, as values: for a session that goes on in another process.
package struct LanguageState: Sendable {
  /// A `def` as it was written.
  package struct Definition: Codable, Hashable, Sendable {
    package let name: String
    package let text: String
    /// The recipe it stands in; nil at the prompt.
    package let file: String?

    package init(name: String, text: String, file: String?) {
      self.name = name
      self.text = text
      self.file = file
    }
  }

  package var variables: [String: Value] = [:]
  /// By name.
  package var definitions: [Definition] = []
  /// By the number of the input.
  package var results: [Int: Value] = [:]
  /// The input that `$_` stands for.
  package var lastResult: Int?
  package var nextInput = 1

  package init() {}
}

extension Interpreter {
  /// All that one input leaves to the next.
  package var state: LanguageState {
    var state = LanguageState()
    state.variables = root.values
    state.definitions = definitions.sorted { $0.key < $1.key }.map { name, definition in
      .init(name: name, text: definition.recipe.source.text(definition.syntax.span), file: definition.recipe.source.name)
    }
    (state.results, state.lastResult, state.nextInput) = (results, lastResult, nextInput)
    return state
  }

  /// Takes up a session where another process left it. A definition that cannot be read any more is left out.
  package func restore(_ state: LanguageState) {
    root.values = state.variables
    (results, lastResult, nextInput) = (state.results, state.lastResult, state.nextInput)
    definitions = [:]
    for definition in state.definitions {
      let binder = Binder(
        commands: commands, loader: loader, earlierResults: Set(results.keys.map(String.init)).union(["_"]), names: Set(root.values.keys))
      // The other definitions are found when they are called.
      binder.isLate = true
      binder.scope.isOpen = true
      let recipe = binder.bind(SourceText(definition.text, name: definition.file), chain: [])
      guard binder.diagnostics.isEmpty, let syntax = recipe.definitions.first else { continue }
      definitions[syntax.name.text] = Definition(syntax: syntax, recipe: recipe)
    }
  }
}
