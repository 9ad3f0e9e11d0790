/// An error that can say everything it knows as diagnostics: all faults of a file at once, never just the first.
public protocol DiagnosticError: Error, CustomStringConvertible {
  /// Every fault, in the order a reader would look for them.
  var diagnostics: [Diagnostic] { get }
}

extension DiagnosticError {
  /// The diagnostics, one after the other; of a great many the first twenty and how many more there are.
  public var description: String {
    let shown = 20
    let rest = diagnostics.count - shown
    return (diagnostics.prefix(shown).map(\.description) + (rest > 0 ? ["and \(rest) more"] : [])).joined(separator: "\n")
  }
}

/// One fault or several, already in words.
public struct Faults: DiagnosticError {
  /// The faults, each in words.
  public var diagnostics: [Diagnostic]

  /// Faults that are known as diagnostics.
  public init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }

  /// One fault.
  public init(_ kind: Diagnostic.Kind, _ message: String, file: String? = nil, line: Int? = nil, hint: String? = nil) {
    diagnostics = [Diagnostic(kind, message, file: file, line: line, hint: hint)]
  }
}
