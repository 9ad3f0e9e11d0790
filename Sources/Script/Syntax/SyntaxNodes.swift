import Essentials

/// A recipe as it was written: every node knows its place.
package struct SyntaxTree: Sendable {
  package let source: SourceText
  package let statements: [StatementSyntax]
  /// Comments with their `#`, in the order of the text.
  package let comments: [Span]
  let faults: [Fault]

  /// Reads a text; what is wrong with it stands in `diagnostics`.
  package static func parse(_ source: SourceText) -> SyntaxTree { Parser.parse(source) }

  package var diagnostics: [Diagnostic] { source.diagnostics(faults) }

  /// Why the text is not complete, when that is all that is wrong with it.
  package var openEnd: OpenEnd? { faults.first?.unfinished }
}

package struct StatementSyntax: Sendable {
  package let span: Span
  package let kind: Kind

  package indirect enum Kind: Sendable {
    case command(CommandSyntax)
    case expression(ExpressionSyntax)
    case `let`(NameSyntax, ExpressionSyntax)
    case `if`([ConditionalBlock], otherwise: [StatementSyntax]?)
    case forIn(NameSyntax, ExpressionSyntax, [StatementSyntax])
    case `while`(ExpressionSyntax, [StatementSyntax])
    case `repeat`(ExpressionSyntax, [StatementSyntax])
    case definition(DefinitionSyntax)
    case `return`(ExpressionSyntax?)
    case `break`
    case `continue`
    case assert(ExpressionSyntax, message: ExpressionSyntax?)
  }

  package struct ConditionalBlock: Sendable {
    package let condition: ExpressionSyntax
    package let body: [StatementSyntax]
  }
}

package struct NameSyntax: Sendable {
  package let text: String
  package let span: Span
}

/// `def NAME PARAMETERS { ... }`.
package struct DefinitionSyntax: Sendable {
  package let name: NameSyntax
  package let parameters: [Parameter]
  /// They could not be read, so no call can be held against them.
  let hasBrokenParameters: Bool
  package let body: [StatementSyntax]
  /// From `def` to the closing brace.
  package let span: Span

  package struct Parameter: Sendable {
    package let name: NameSyntax
    package let standard: ExpressionSyntax?
  }
}

/// Words and arguments: which of the leading words name the command is for the binder to say.
package struct CommandSyntax: Sendable {
  package let span: Span
  package let arguments: [ArgumentSyntax]
}

/// A value, or `name=value`.
package struct ArgumentSyntax: Sendable {
  package let name: NameSyntax?
  package let value: ExpressionSyntax

  package var span: Span { name.map { $0.span.to(value.span) } ?? value.span }
}

/// `[ELEMENT for NAME in SEQUENCE if CONDITION]`: the name is known to the element and the condition alone.
package struct ComprehensionSyntax: Sendable {
  package let element: ExpressionSyntax
  package let name: NameSyntax
  package let sequence: ExpressionSyntax
  package let condition: ExpressionSyntax?
}

/// `name(VALUE, ...)`: the call of a function or, where there is one, of a definition that has its name.
package struct FunctionCallSyntax: Sendable {
  package let function: BuiltinFunction
  package let arguments: [ExpressionSyntax]
  /// From the name to the closing parenthesis.
  package let span: Span
}

/// `name: VALUE`, the name in quotes where it is none.
package struct RecordFieldSyntax: Sendable {
  package let name: NameSyntax
  package let value: ExpressionSyntax
}

package struct ExpressionSyntax: Sendable {
  package let span: Span
  package let kind: Kind
  /// Of the tree, a leaf being 1: bounded, so that walking it never runs out of stack.
  let depth: Int

  package indirect enum Kind: Sendable {
    /// A number, percentage, text, tag, `true`, `false` or `none`.
    case literal(Value)
    /// Argument mode's longest run; what it means is the parameter's to say.
    case word(String)
    case interpolation([StringPiece])
    case variable(String)
    case field(ExpressionSyntax, NameSyntax)
    case index(ExpressionSyntax, ExpressionSyntax)
    case list([ExpressionSyntax])
    case comprehension(ComprehensionSyntax)
    /// No name stands twice: the binder sees to it.
    case record([RecordFieldSyntax])
    case range(ExpressionSyntax, ExpressionSyntax)
    case negative(ExpressionSyntax)
    case not(ExpressionSyntax)
    case operation(BinaryOperator, ExpressionSyntax, ExpressionSyntax, at: Span)
    case function(FunctionCallSyntax)
    /// A value as a text of a certain form: `{$x:.3}`.
    case formatted(ExpressionSyntax, NumberFormat)
    /// A command in parentheses.
    case command(CommandSyntax)
    /// Stands where a fault was found.
    case missing
  }

  package enum StringPiece: Sendable {
    case text(String)
    case value(ExpressionSyntax)
  }

  init(_ kind: Kind, _ span: Span) {
    self.kind = kind
    self.span = span
    let below: [Int] =
      switch kind {
      case .literal, .word, .variable, .missing: []
      case .interpolation(let pieces): pieces.map { if case .value(let value) = $0 { value.depth } else { 0 } }
      case .field(let value, _), .negative(let value), .not(let value), .formatted(let value, _): [value.depth]
      case .index(let a, let b), .range(let a, let b), .operation(_, let a, let b, _): [a.depth, b.depth]
      case .list(let values): values.map(\.depth)
      case .function(let call): call.arguments.map(\.depth)
      case .comprehension(let list): [list.element.depth, list.sequence.depth, list.condition?.depth ?? 0]
      case .record(let fields): fields.map(\.value.depth)
      case .command(let command): command.arguments.map(\.value.depth)
      }
    depth = 1 + (below.max() ?? 0)
  }

  /// The expression with the parentheses round it taken in.
  func spanning(_ span: Span) -> ExpressionSyntax { ExpressionSyntax(kind, span) }
}
