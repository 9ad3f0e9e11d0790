import Essentials

/// Binds statements of one recipe in the order they run in.
struct BlockBinder<Session> {
  let binder: Binder<Session>
  let recipe: BoundRecipe<Session>
  /// The recipes that led here, by identity.
  let chain: [String]

  func fault(_ kind: Diagnostic.Kind, _ span: Span, _ message: String, hint: String? = nil) {
    recipe.faults.append(Fault(kind, span, message, hint: hint))
  }

  func bind(_ statements: [StatementSyntax]) {
    for statement in statements { bind(statement) }
  }

  /// The values that a definition's parameters have when they are not given.
  func bindDefaults(_ definition: DefinitionSyntax) {
    for parameter in definition.parameters {
      if let standard = parameter.standard { bind(standard) }
    }
  }

  private func bind(_ statement: StatementSyntax) {
    guard recipe.faults.count < Parser.faultLimit else { return }
    switch statement.kind {
    case .command(let command): bind(command)
    case .expression(let value): bind(value)
    case .let(let name, let value):
      bind(value)
      binder.scope.names.insert(name.text)
    case .if(let branches, let otherwise):
      let before = binder.scope
      var after = before
      for branch in branches {
        bindCondition(branch.condition)
        bind(branch.body)
        after.merge(binder.scope)
        binder.scope = before
      }
      if let otherwise { bind(otherwise) }
      binder.scope.merge(after)
    case .forIn(let name, let sequence, let body):
      bind(sequence)
      checkSequence(sequence)
      binder.scope.names.insert(name.text)
      bindLoop(body)
    case .while(let condition, let body):
      bindCondition(condition)
      bindLoop(body)
    case .repeat(let count, let body):
      bind(count)
      if let value = constant(count), (value.asInteger ?? -1) < 0 {
        fault(.value, count.span, "`repeat` takes a whole number of times, not \(ArgumentForm.value(value).shown)")
      }
      bindLoop(body)
    case .return(let value): if let value { bind(value) }
    case .assert(let condition, let message):
      bindCondition(condition)
      if let message { bind(message) }
    case .definition, .break, .continue: break
    }
  }

  /// What a turn sets, the next one may read.
  private func bindLoop(_ body: [StatementSyntax]) {
    binder.scope.names.formUnion(body.assignedNames.keys)
    if body.mayRunRecipes { binder.scope.isOpen = true }
    bind(body)
  }

  private func bindCondition(_ condition: ExpressionSyntax) {
    bind(condition)
    guard let value = constant(condition) else { return }
    if case .boolean = value { return }
    fault(
      .value, condition.span, "a condition is true or false, not \(ArgumentForm.value(value).shown)", hint: "compare it: == != < <= > >=")
  }

  private func checkSequence(_ sequence: ExpressionSyntax) {
    guard let value = constant(sequence) else { return }
    switch value {
    case .list: break
    case .range(let range):
      if range.goesDown {
        fault(.value, sequence.span, "this range is empty: a range counts up", hint: "\(range.last)..\(range.first)")
      }
    default: fault(.value, sequence.span, "`for` goes through a list or a range, not \(ArgumentForm.value(value).shown)")
    }
  }

  /// The value of an expression that is written out.
  private func constant(_ expression: ExpressionSyntax) -> Value? {
    switch expression.kind {
    case .literal, .list, .record: expression.staticForm?.value
    default: nil
    }
  }

  func bind(_ expression: ExpressionSyntax) {
    switch expression.kind {
    case .literal, .word, .missing: break
    case .interpolation(let pieces):
      for case .value(let value) in pieces { bind(value) }
    case .variable(let name): bindVariable(name, expression.span)
    case .field(let value, _), .negative(let value), .not(let value), .formatted(let value, _): bind(value)
    case .index(let a, let b), .range(let a, let b), .operation(_, let a, let b, _):
      bind(a)
      bind(b)
    case .list(let values): values.forEach(bind)
    case .comprehension(let list): bind(list)
    case .record(let fields): bind(fields)
    case .function(let call):
      call.arguments.forEach(bind)
      bind(call)
    case .command(let command): bind(command)
    }
  }

  /// The name is known to the element and the condition alone.
  private func bind(_ list: ComprehensionSyntax) {
    bind(list.sequence)
    checkSequence(list.sequence)
    let isNew = binder.scope.names.insert(list.name.text).inserted
    if let condition = list.condition { bindCondition(condition) }
    bind(list.element)
    if isNew { binder.scope.names.remove(list.name.text) }
  }

  private func bind(_ fields: [RecordFieldSyntax]) {
    var names: Set<String> = []
    for field in fields {
      bind(field.value)
      if !names.insert(field.name.text).inserted { fault(.syntax, field.name.span, "the field `\(field.name.text)` stands here twice") }
    }
  }

  private func bindVariable(_ name: String, _ span: Span) {
    if name == "_" || name.unicodeScalars.allSatisfy(\.isDigit) {
      guard let results = binder.earlierResults, recipe.identity == nil else {
        fault(
          .name, span, "`$\(name)` is an earlier result, and there are such at the prompt alone",
          hint: "keep a result with `let`: let score = (evaluate)")
        return
      }
      if !results.contains(name) {
        let hint =
          results.isEmpty
          ? "no input had a result yet"
          : "inputs with a result: " + results.filter { $0 != "_" }.compactMap(Int.init).sorted().map { "$\($0)" }.joined(separator: " ")
        fault(.name, span, name == "_" ? "there is no earlier result" : "input \(name) has no result", hint: hint)
      }
      return
    }
    guard !binder.scope.mayHold(name) else { return }
    if let offset = recipe.assignedNames[name], offset > span.start {
      fault(.name, span, "`$\(name)` is used before line \(recipe.source.place(of: offset).line) sets it")
      return
    }
    let known = binder.scope.names.union(binder.scope.outer).sorted()
    let nearest = nearestName(to: name, in: known).map { "did you mean `$\($0)`?" }
    fault(.name, span, "there is no variable `$\(name)`", hint: nearest ?? "`let \(name) = ...` makes one")
  }
}

extension ExpressionSyntax {
  /// What is written out in full; nil where only a run can know.
  var staticForm: ArgumentForm? {
    switch kind {
    case .word(let word): return .word(word)
    case .literal(let value): return .value(value)
    case .list(let elements):
      let forms = elements.compactMap(\.staticForm)
      return forms.count == elements.count ? .list(forms) : nil
    case .record(let fields):
      let forms = fields.compactMap { field in field.value.staticForm.map { (field.name.text, $0) } }
      return forms.count == fields.count && Set(forms.map(\.0)).count == forms.count ? .record(forms) : nil
    default: return nil
    }
  }
}
