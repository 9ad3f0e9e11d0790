import Essentials

/// Finds what every command of a recipe means, and all that is wrong with it, before anything runs.
final class Binder<Session> {
  let commands: CommandTable<Session>
  let loader: SourceLoader
  /// Definitions that may be called: those of earlier inputs and, added here, those of the recipe.
  var definitions: [String: Definition<Session>]
  /// The values at the prompt that `$1` and `$_` stand for; nil elsewhere.
  let earlierResults: Set<String>?
  var scope = NameScope()
  /// A recipe that only the run knows may define commands.
  var isLate = false
  private var recipes: [BoundRecipe<Session>] = []
  /// Bodies wait until all of the recipe's names are known.
  private var waiting: [Definition<Session>] = []
  /// Definitions found while binding, which two recipes must not both make.
  private var found: [String: Definition<Session>] = [:]
  private var trees: [String: SyntaxTree] = [:]

  /// So many recipes may run each other, one inside the other.
  static var chainLimit: Int { 16 }
  /// So many recipes may be read for one.
  static var recipeLimit: Int { 1000 }

  init(
    commands: CommandTable<Session>, loader: SourceLoader, definitions: [String: Definition<Session>] = [:],
    earlierResults: Set<String>? = nil, names: Set<String> = []
  ) {
    self.commands = commands
    self.loader = loader
    self.definitions = definitions
    self.earlierResults = earlierResults
    scope.names = names
  }

  /// A recipe bound by itself, and its faults.
  static func bind(
    _ source: SourceText, commands: CommandTable<Session>, loader: SourceLoader
  ) -> (recipe: BoundRecipe<Session>, diagnostics: [Diagnostic]) {
    let binder = Binder(commands: commands, loader: loader)
    let recipe = binder.bind(source, chain: source.name.map { [loader.identity($0)] } ?? [])
    return (recipe, binder.diagnostics)
  }

  /// Binds a recipe with all the recipes it runs and all definitions.
  func bind(_ source: SourceText, chain: [String], callers: [Diagnostic.Caller] = []) -> BoundRecipe<Session> {
    let recipe = BoundRecipe<Session>(Parser.parse(source), identity: chain.last, callers: callers)
    bindStatements(of: recipe, chain: chain)
    bindBodies(chain: chain)
    return recipe
  }

  /// All faults of all recipes, each once, in the order the recipes were read.
  var diagnostics: [Diagnostic] {
    var seen: Set<Diagnostic> = []
    return recipes.flatMap(\.diagnostics).filter { diagnostic in
      var place = diagnostic
      place.callers = []
      return seen.insert(place).inserted
    }
  }

  /// Binds the recipe at the path of a `source` that only the run knew.
  func bindSourceAndBodies(_ path: String, at span: Span, in recipe: BoundRecipe<Session>, chain: [String]) -> BoundRecipe<Session>? {
    let inner = bindSource(path, at: span, in: recipe, chain: chain)
    bindBodies(chain: chain)
    return inner
  }

  private func bindStatements(of recipe: BoundRecipe<Session>, chain: [String]) {
    recipes.append(recipe)
    recipe.faults = recipe.faults.map(remedied)
    // A line that could not be read may have set anything.
    if !recipe.tree.faults.isEmpty { scope.isOpen = true }
    for syntax in recipe.definitions { declare(Definition(syntax: syntax, recipe: recipe)) }
    BlockBinder(binder: self, recipe: recipe, chain: chain).bind(recipe.tree.statements)
  }

  private func bindBodies(chain: [String]) {
    let recipeNames = scope
    while !waiting.isEmpty {
      let definition = waiting.removeFirst()
      scope = NameScope(names: Set(definition.syntax.parameters.map(\.name.text)), isOpen: recipeNames.isOpen, outer: recipeNames.names)
      let block = BlockBinder(binder: self, recipe: definition.recipe, chain: chain)
      block.bindDefaults(definition.syntax)
      block.bind(definition.syntax.body)
    }
    scope = recipeNames
  }

  private func declare(_ definition: Definition<Session>) {
    let name = definition.syntax.name
    var parameters: Set<String> = []
    for parameter in definition.syntax.parameters.map(\.name) where !parameters.insert(parameter.text).inserted {
      definition.recipe.faults.append(Fault(.syntax, parameter.span, "the parameter `\(parameter.text)` stands here twice"))
    }
    if commands.fixedWords.contains(name.text) || name.text == "assert" {
      definition.recipe.faults.append(
        Fault(.name, name.span, "`\(name.text)` is a command, and commands cannot be defined anew", hint: "choose another name"))
      return
    }
    if let other = found[name.text],
      !other.isSame(as: definition) || (other.recipe === definition.recipe && other.syntax.span != definition.syntax.span)
    {
      let line = other.recipe.source.place(of: other.syntax.span.start).line
      let place = other.recipe === definition.recipe ? "in line \(line)" : "in \(other.recipe.source.name ?? "the recipe"), line \(line)"
      definition.recipe.faults.append(Fault(.name, name.span, "`\(name.text)` is defined \(place) already"))
      return
    }
    found[name.text] = definition
    definitions[name.text] = definition
    waiting.append(definition)
  }

  /// The recipe that a `source` with a literal path runs; its faults are added to those of `recipe`. Nil when there is no such recipe.
  func bindSource(_ path: String, at span: Span, in recipe: BoundRecipe<Session>, chain: [String]) -> BoundRecipe<Session>? {
    let resolved = loader.resolve(path, from: recipe.source.name)
    let identity = loader.identity(resolved)
    func fault(_ message: String, kind: Diagnostic.Kind = .data) {
      recipe.faults.append(Fault(kind, span, message))
    }
    if chain.contains(identity) {
      fault(chain.last == identity ? "this recipe would run itself" : "\(resolved) would run itself: it led here", kind: .value)
      return nil
    }
    guard chain.count < Self.chainLimit, recipes.count < Self.recipeLimit else {
      fault(
        "recipes run each other more than \(chain.count < Self.chainLimit ? "\(Self.recipeLimit) times" : "\(Self.chainLimit) deep")",
        kind: .value)
      return nil
    }
    do {
      let tree = try trees[identity] ?? Parser.parse(loader.load(resolved))
      trees[identity] = tree
      let inner = BoundRecipe<Session>(tree, identity: identity, callers: [recipe.caller(span)] + recipe.callers)
      bindStatements(of: inner, chain: chain + [identity])
      return inner
    } catch let error as any DiagnosticError {
      // The file itself has no place to show: the fault is this line's, unless the file has one.
      let diagnostic = error.diagnostics.first
      let place = diagnostic?.line.map { " (line \($0), column \(diagnostic?.column ?? 1))" } ?? ""
      let text = diagnostic?.message ?? "cannot read \(resolved)"
      fault((diagnostic?.file).map { "\($0): \(text)\(place)" } ?? text)
      return nil
    } catch {
      fault("cannot read \(resolved): \(error)")
      return nil
    }
  }
}
