import Essentials

/// A recipe and what its commands mean: everything that can be known before the first of them runs.
final class BoundRecipe<Session> {
  let tree: SyntaxTree
  /// By the offset a command begins at.
  var calls: [Int: BoundCall<Session>] = [:]
  /// Values from the command line, by the offset of the `let` they replace.
  var overrides: [Int: Value] = [:]
  var faults: [Fault]
  /// The `source` lines that led here, innermost first.
  let callers: [Diagnostic.Caller]
  /// What the file is, were it called differently somewhere else; nil for what was typed.
  let identity: String?

  init(_ tree: SyntaxTree, identity: String? = nil, callers: [Diagnostic.Caller] = []) {
    self.tree = tree
    self.identity = identity
    self.callers = callers
    faults = tree.faults
  }

  /// The names the recipe itself sets, and where it does so first.
  private(set) lazy var assignedNames = tree.statements.assignedNames

  var source: SourceText { tree.source }

  /// The definitions at its top level: they are known in all of it, whatever their place.
  var definitions: [DefinitionSyntax] {
    tree.statements.compactMap { if case .definition(let definition) = $0.kind { definition } else { nil } }
  }

  /// The line a stretch of the text begins in, for the chain of an error.
  func caller(_ span: Span) -> Diagnostic.Caller {
    let line = source.place(of: span.start).line
    let end = source.scalars[span.start..<span.end].firstIndex(of: "\n") ?? span.end
    return Diagnostic.Caller(file: source.name, line: line, text: source.text(Span(span.start, end)))
  }

  var diagnostics: [Diagnostic] {
    source.diagnostics(faults).map { diagnostic in
      var diagnostic = diagnostic
      diagnostic.callers = callers
      return diagnostic
    }
  }
}

/// A `def` and the recipe it stands in.
struct Definition<Session> {
  let syntax: DefinitionSyntax
  let recipe: BoundRecipe<Session>

  var signature: Signature {
    Signature(
      words: syntax.name.text,
      parameters: syntax.parameters.map { parameter in
        let name = parameter.name.text
        return parameter.standard == nil ? .required(name, .value, "a value") : .optional(name, .value, "a value")
      })
  }

  /// Whether both are the same text of the same file.
  func isSame(as other: Definition) -> Bool {
    recipe === other.recipe || (recipe.identity != nil && recipe.identity == other.recipe.identity && syntax.span == other.syntax.span)
  }
}

/// What parsing needs to know of a command or a definition.
struct Signature {
  let words: String
  let parameters: [Parameter]

  var usage: String { Parameter.usage(of: words, parameters) }
}

/// A command in its place.
struct BoundCall<Session> {
  enum Target {
    case command(Command<Session>)
    case definition(String)
    /// To be bound when it is reached: a recipe that only the run knows may define it.
    case late
  }

  let syntax: CommandSyntax
  let target: Target
  let signature: Signature
  /// Behind the words; an inner command's are not among them.
  var arguments: ArraySlice<ArgumentSyntax>
  /// By parameter: offsets at which inner commands begin.
  var inner: [Int: Span] = [:]
  /// By parameter: recipes whose paths were written out.
  var recipes: [Int: BoundRecipe<Session>] = [:]
}
