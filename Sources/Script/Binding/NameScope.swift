/// The names that could have been set by the time a line is reached.
struct NameScope {
  var names: Set<String> = []
  /// A recipe that only the run knows, or a line with a fault in it, may have set any name.
  var isOpen = false
  /// What else may be read: for the body of a definition, the names of its recipe.
  var outer: Set<String> = []

  func mayHold(_ name: String) -> Bool { isOpen || names.contains(name) || outer.contains(name) }

  mutating func merge(_ other: NameScope) {
    names.formUnion(other.names)
    isOpen = isOpen || other.isOpen
  }
}

extension [StatementSyntax] {
  /// The names the statements may set, blocks included, with the place that does so first.
  var assignedNames: [String: Int] {
    var names: [String: Int] = [:]
    collectAssignments(into: &names)
    return names
  }

  private func collectAssignments(into names: inout [String: Int]) {
    for statement in self {
      switch statement.kind {
      case .let(let name, _), .forIn(let name, _, _): names[name.text] = Swift.min(names[name.text] ?? .max, name.span.start)
      default: break
      }
      for block in statement.blocks { block.collectAssignments(into: &names) }
    }
  }

  /// Whether a command that may run a recipe stands here, blocks included.
  var mayRunRecipes: Bool {
    contains { statement in
      if case .command(let command) = statement.kind {
        return command.arguments.contains { if case .word("source") = $0.value.kind { true } else { false } }
      }
      return statement.blocks.contains(where: \.mayRunRecipes)
    }
  }
}

extension StatementSyntax {
  /// The blocks of a statement that runs in its own scope's turn; a definition's body is not among them.
  fileprivate var blocks: [[StatementSyntax]] {
    switch kind {
    case .if(let branches, let otherwise): branches.map(\.body) + (otherwise.map { [$0] } ?? [])
    case .forIn(_, _, let body), .while(_, let body), .repeat(_, let body): [body]
    default: []
    }
  }
}
