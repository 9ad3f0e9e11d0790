import Essentials

/// What a run tells while it goes: the one stream that results as JSON, the prompt's display and a session's journal all read.
package enum Event: Sendable {
  /// A command at statement level is about to run.
  case began(StatementStart)
  /// A statement ended, or nothing could begin: see `StatementResult.Kind`.
  case finished(StatementResult)
  /// A part of a statement began or ended, or a name got a value.
  case traced(ExecutionTrace)
}

/// A command at statement level, in its place.
package struct StatementStart: Sendable {
  /// The declared words; the name of a definition.
  package let command: String
  /// As it was written.
  package let source: String
  /// The recipe it stands in; nil at the prompt.
  package let file: String?
  /// From 1.
  package let line: Int
}

/// How a statement ended.
package struct StatementResult: Sendable {
  package enum Kind: Sendable, Hashable {
    /// A command at statement level, by its declared words, or a call of a definition.
    case command(String)
    /// An expression whose value is shown.
    case expression
    /// A fault outside any command: while binding, or in a `let` or a condition.
    case fault
  }

  package let kind: Kind
  /// As it was written; of a fault while binding, the line.
  package let source: String
  package let file: String?
  /// From 1.
  package let line: Int
  /// Nil when it failed before giving any.
  package let output: Output?
  package let seconds: Double
  /// Empty when all is well.
  package let errors: [Diagnostic]
}
