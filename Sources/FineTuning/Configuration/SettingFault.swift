import Essentials

/// A value that a setting cannot take.
public struct SettingFault: DiagnosticError {
  /// The setting's name.
  public let setting: String
  /// What was given, and what would have been right.
  public let diagnostics: [Diagnostic]

  /// - Parameter diagnostics: what there is to say beyond the setting's kind.
  package init(_ setting: Setting, given: String, diagnostics: [Diagnostic] = []) {
    self.setting = setting.name
    let expected = "\(setting.kind)\(setting.isOptional ? ", or none" : "")"
    self.diagnostics =
      diagnostics.isEmpty ? [Diagnostic(.value, "\(setting.name)=\(given): expected \(expected)")] : diagnostics
  }
}
