import Script

/// A text of the language and what is named in it, to be written again with other names.
struct RecipeText {
  let source: SourceText
  private(set) var statements: [StatementSyntax]
  /// Those in blocks and definitions too.
  private(set) var allStatements: [StatementSyntax] = []
  let comments: [Span]
  private let prefix: Int
  /// `$name`, with all that follows of fields and constant indices.
  private(set) var variables: [Variable] = []
  /// Names that `let` and `for` set.
  private(set) var assigned: [NameSyntax] = []
  private(set) var commands: [CommandSyntax] = []
  /// Commands that are statements, in blocks and definitions too.
  private(set) var statementCommands: [CommandSyntax] = []
  private(set) var definitions: [DefinitionSyntax] = []
  private(set) var functionCalls: [FunctionCallSyntax] = []
  /// Names that a list in brackets has for its elements, while the inside of it is visited.
  private var elementNames: [String] = []

  struct Variable {
    let name: String
    let span: Span
    /// The longest expression of fields and constant indices round it.
    var path: ExpressionSyntax
  }

  /// Another text in the place of a stretch.
  struct Edit {
    let span: Span
    let text: String

    /// Insertions first, then outer ones before inner ones.
    fileprivate var order: (Int, Int, Int) { (span.start, span.start == span.end ? 0 : 1, -span.end) }
  }

  init(_ text: String) {
    self.init(SourceText(text), prefix: 0)
  }

  /// An expression.
  init(expression: String) {
    let head = "let _x = "
    self.init(SourceText(head + expression), prefix: head.count)
  }

  private init(_ source: SourceText, prefix: Int) {
    self.source = source
    self.prefix = prefix
    let tree = SyntaxTree.parse(source)
    (statements, comments) = (tree.statements, tree.comments)
    visit(statements)
  }

  /// The text with its edits; of one inside another the outer one holds.
  func applying(_ edits: [Edit]) -> String {
    var text = ""
    var start = prefix
    for edit in edits.sorted(by: { $0.order < $1.order }) where edit.span.start >= start || edit.span.end > start {
      text += source.text(Span(start, max(start, edit.span.start))) + edit.text
      start = edit.span.end
    }
    return text + source.text(Span(start, source.scalars.count))
  }

  /// New names by the old ones: those that are read, and those that are set.
  func renaming(variables old: [String: String], assigned new: [String: String]) -> String {
    let isLet = statements.count == 1 && statements.allSatisfy { if case .let = $0.kind { true } else { false } }
    let read = isLet ? old : old.merging(new) { $1 }
    return applying(
      variables.compactMap { variable in read[variable.name].map { Edit(span: variable.span, text: "$" + $0) } }
        + (prefix > 0 ? [] : assigned).compactMap { name in new[name.text].map { Edit(span: name.span, text: $0) } })
  }

  private mutating func visit(_ statements: [StatementSyntax]) {
    allStatements += statements
    for statement in statements {
      switch statement.kind {
      case .command(let command):
        statementCommands.append(command)
        visit(command)
      case .expression(let value): visit(value)
      case .let(let name, let value):
        assigned.append(name)
        visit(value)
      case .if(let branches, let otherwise):
        for branch in branches {
          visit(branch.condition)
          visit(branch.body)
        }
        visit(otherwise ?? [])
      case .forIn(let name, let sequence, let body):
        assigned.append(name)
        visit(sequence)
        visit(body)
      case .while(let value, let body), .repeat(let value, let body):
        visit(value)
        visit(body)
      case .definition(let definition):
        definitions.append(definition)
        for parameter in definition.parameters { parameter.standard.map { visit($0) } }
        visit(definition.body)
      case .return(let value): value.map { visit($0) }
      case .break, .continue: break
      case .assert(let condition, let message):
        visit(condition)
        message.map { visit($0) }
      }
    }
  }

  private mutating func visit(_ command: CommandSyntax) {
    commands.append(command)
    for argument in command.arguments { visit(argument.value) }
  }

  private mutating func visit(_ expression: ExpressionSyntax, path: ExpressionSyntax? = nil) {
    switch expression.kind {
    case .literal, .word, .missing: break
    case .interpolation(let pieces):
      for case .value(let value) in pieces { visit(value) }
    case .variable(let name) where elementNames.contains(name): break
    case .variable(let name):
      variables.append(Variable(name: name, span: place(of: name, in: expression.span), path: path ?? expression))
    case .field(let value, _): visit(value, path: path ?? expression)
    case .index(let value, let index):
      if case .literal = index.kind { visit(value, path: path ?? expression) } else { visit(value) }
      visit(index)
    case .negative(let value), .not(let value), .formatted(let value, _): visit(value)
    case .range(let a, let b), .operation(_, let a, let b, _):
      visit(a)
      visit(b)
    case .list(let values): values.forEach { visit($0) }
    case .comprehension(let list):
      visit(list.sequence)
      elementNames.append(list.name.text)
      list.condition.map { visit($0) }
      visit(list.element)
      elementNames.removeLast()
    case .record(let fields): fields.forEach { visit($0.value) }
    case .function(let call):
      functionCalls.append(call)
      call.arguments.forEach { visit($0) }
    case .command(let command): visit(command)
    }
  }

  /// The span of a variable in parentheses takes those in.
  private func place(of name: String, in span: Span) -> Span {
    let start = (span.start..<span.end).first { source.scalars[$0] == "$" } ?? span.start
    return Span(start, start + 1 + name.unicodeScalars.count)
  }
}
