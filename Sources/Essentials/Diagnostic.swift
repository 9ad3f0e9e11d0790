/// What went wrong, where, and what to do about it. The one place where faults become words for a person.
public struct Diagnostic: Sendable, Hashable {
  /// Who is at fault, in the words of the results' `kind` field.
  public enum Kind: String, Sendable {
    case syntax, name, value, data, stopped, `internal`
  }

  public var kind: Kind
  public var message: String
  /// The file's path as the user knows it; nil when no file is at fault.
  public var file: String?
  /// From 1.
  public var line: Int?
  /// In Unicode scalars, from 1.
  public var column: Int?
  /// The text of the line, shown with a caret under `column`.
  public var sourceLine: String?
  /// The remedy: one sentence.
  public var hint: String?

  public init(
    _ kind: Kind, _ message: String, file: String? = nil, line: Int? = nil, column: Int? = nil,
    sourceLine: String? = nil, hint: String? = nil
  ) {
    self.kind = kind
    self.message = message
    self.file = file
    self.line = line
    self.column = column
    self.sourceLine = sourceLine
    self.hint = hint
  }
}

extension Diagnostic: CustomStringConvertible {
  /// `file:line:column: message`, then the line with a caret, then the hint.
  public var description: String {
    var place = ""
    if let file {
      place += file
      if let line { place += ":\(line)" }
      if line != nil, let column { place += ":\(column)" }
      place += ": "
    }
    var text = place + message
    if let sourceLine {
      text += "\n  " + sourceLine
      if let column { text += "\n  " + String(repeating: " ", count: max(0, column - 1)) + "^" }
    }
    if let hint { text += "\n  hint: " + hint }
    return text
  }
}

/// An error that can say everything it knows as diagnostics: all faults of a file at once, never just the first.
public protocol DiagnosticError: Error, CustomStringConvertible {
  var diagnostics: [Diagnostic] { get }
}

extension DiagnosticError {
  public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}

/// One fault or several, already in words.
public struct Faults: DiagnosticError {
  public var diagnostics: [Diagnostic]

  public init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }

  public init(_ kind: Diagnostic.Kind, _ message: String, file: String? = nil, line: Int? = nil, hint: String? = nil) {
    diagnostics = [Diagnostic(kind, message, file: file, line: line, hint: hint)]
  }
}
