/// Where a run is, part by part: from it can be written down what came of a program that did not come to its end.
package enum ExecutionTrace: Sendable {
  /// A part begins. Its own `left` follows, whatever happens between the two.
  case entered(Part)
  case left(Ending)
  /// A name got a value, in the innermost body that is under way.
  case assigned(name: String, value: Value, by: Assigner)

  /// A stretch of a recipe that is being run.
  package struct Part: Sendable {
    package let kind: Kind
    package let source: SourceText
    package let span: Span

    package init(kind: Kind, source: SourceText, span: Span) {
      self.kind = kind
      self.source = source
      self.span = span
    }
  }

  package enum Kind: Sendable, Hashable {
    /// `isWhole`: it would do the same by itself, outside the loop or body it stands in.
    case statement(isWhole: Bool)
    /// At statement level, in parentheses, or as another command's argument.
    case command(words: String, isKept: Bool)
    /// The call of a definition: its arguments, then its body.
    case call(definition: String)
    /// An argument of a call, counted from 0.
    case argument(Int)
    /// What a definition does; it has names of its own.
    case body(definition: String)
    /// What a `for` goes through.
    case sequence
    /// A recipe that a command runs; the span is all of it.
    case recipe
  }

  package enum Ending: Sendable, Hashable {
    case finished
    /// The user stopped a command, and what it did until then holds; `replay` does the same again.
    case cut(replay: String?)
    case failed
  }

  /// What gives a name its value.
  package enum Assigner: Sendable, Hashable {
    case `let`
    /// The command line, in the place of what is written.
    case override
    /// An element of what the `for` goes through, counted from 0.
    case element(Int)
    /// An argument of the call, counted from 0.
    case argument(Int)
    /// A parameter's own default.
    case standard
  }
}

extension StatementSyntax {
  /// Whether it would do the same by itself: no `return`, and no `break` or `continue` of a loop outside.
  var isWhole: Bool { isWhole(inLoop: false) }

  private func isWhole(inLoop: Bool) -> Bool {
    switch kind {
    case .return: false
    case .break, .continue: inLoop
    case .if(let branches, let otherwise):
      branches.allSatisfy { $0.body.allSatisfy { $0.isWhole(inLoop: inLoop) } }
        && (otherwise ?? []).allSatisfy { $0.isWhole(inLoop: inLoop) }
    case .forIn(_, _, let body), .while(_, let body), .repeat(_, let body): body.allSatisfy { $0.isWhole(inLoop: true) }
    case .command, .expression, .let, .definition, .assert: true
    }
  }
}
