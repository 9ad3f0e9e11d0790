import Essentials

/// A recipe or an input that did not come to its end.
package struct ScriptError: DiagnosticError {
  package enum Cause: Sendable {
    /// Nothing ran: a command, name, argument or line could not be read.
    case notBound
    /// A command, file or assertion failed while running.
    case failed
    /// The user stopped it.
    case stopped
  }

  package let cause: Cause
  package var diagnostics: [Diagnostic]
  /// Lines that do again what a failed command did before it failed; nil when it did nothing.
  var replay: String?
  /// The listener knows of it.
  var isReported = false

  init(cause: Cause, diagnostics: [Diagnostic]) {
    self.cause = cause
    self.diagnostics = diagnostics
  }
}

/// What ends statements early.
enum Unwind: Error {
  case error(ScriptError)
  case quit

  /// Once the listener knows of it.
  var reported: Unwind {
    guard case .error(var error) = self else { return self }
    error.isReported = true
    return .error(error)
  }

  /// With one more line on the way to the fault.
  func through(_ caller: Diagnostic.Caller) -> Unwind {
    guard case .error(var error) = self else { return self }
    for index in error.diagnostics.indices { error.diagnostics[index].callers.append(caller) }
    return .error(error)
  }
}
