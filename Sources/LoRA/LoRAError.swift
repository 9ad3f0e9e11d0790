import Essentials

/// Why adapters could not be fitted.
public enum LoRAError: DiagnosticError, Equatable {
  /// Settings out of range.
  case settings([Diagnostic])
  /// `target_modules` is no regular expression.
  case targetPattern(String)
  /// No module is meant; `endings` are the last parts of the names that could be.
  case nothingMatches(TargetModules, endings: [String])
  /// Modules that are meant but are no linear projections.
  case notProjections([String])

  /// The fact in words.
  public var diagnostics: [Diagnostic] {
    switch self {
    case .settings(let faults): faults
    case .targetPattern(let pattern):
      [Diagnostic(.value, "target_modules is no regular expression: \(pattern)", hint: "or give a list of module names")]
    case .nothingMatches(let targets, let endings):
      [
        Diagnostic(
          .name, "no module of this model matches target_modules: \(targets)",
          hint: "the names of its linear modules end in \(endings.joined(separator: ", "))")
      ]
    case .notProjections(let names):
      names.map { Diagnostic(.value, "target_modules means \($0), which is no linear module; adapters fit linear modules alone") }
    }
  }
}
