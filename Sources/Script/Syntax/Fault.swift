import Essentials

/// What is wrong at a stretch of a source text.
struct Fault: Error {
  var kind: Diagnostic.Kind
  var span: Span
  var message: String
  var hint: String?
  /// Set when nothing is wrong but that the text ends too early.
  var unfinished: OpenEnd?
  /// Set when the table of commands may know a better remedy than the grammar.
  var misread: MisreadArgument?

  init(_ kind: Diagnostic.Kind, _ span: Span, _ message: String, hint: String? = nil, unfinished: OpenEnd? = nil) {
    self.kind = kind
    self.span = span
    self.message = message
    self.hint = hint
    self.unfinished = unfinished
  }
}

/// A name and a value with something else than `=` alone between them.
struct MisreadArgument {
  /// The command's words and those behind them; empty when the name begins the statement.
  let words: [String]
  let name: NameSyntax
  let value: String
}

/// Why an input is not complete yet.
package enum OpenEnd: Sendable, Hashable {
  case parenthesis, bracket, brace, backslash
}

extension SourceText {
  /// The faults with their lines and columns, in the order of the text.
  func diagnostics(_ faults: [Fault]) -> [Diagnostic] {
    var lines: [Int: String] = [:]
    return faults.enumerated().sorted { ($0.element.span.start, $0.offset) < ($1.element.span.start, $1.offset) }.map { _, fault in
      let place = place(of: fault.span.start)
      let line = lines[place.line] ?? line(place.line)
      lines[place.line] = line
      return Diagnostic(
        fault.kind, fault.message, file: name, line: place.line, column: place.column, sourceLine: line, hint: fault.hint)
    }
  }

  func diagnostic(_ fault: Fault) -> Diagnostic { diagnostics([fault])[0] }
}
