import Essentials

/// What a command throws that failed with part of its work done, and that part kept.
package struct PartlyDone: DiagnosticError {
  package let diagnostics: [Diagnostic]
  /// Lines that do the part again.
  let replay: String

  package init(_ cause: any DiagnosticError, replay: String) {
    diagnostics = cause.diagnostics
    self.replay = replay
  }
}
