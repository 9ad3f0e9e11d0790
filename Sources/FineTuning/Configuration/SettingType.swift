import Datasets
import Essentials
import LoRA
import Training

/// A type that a setting's property may have: how it stands in files, at the prompt and on the command line.
protocol SettingType: Sendable {
  /// What values there are, unless the setting allows fewer.
  static var kind: Setting.Kind { get }
  /// Whether `none` is a value.
  static var isOptional: Bool { get }
  /// Nil for a value of another kind, or one that means nothing here.
  init?(setting value: SettingValue)
  /// What reads back as an equal value.
  var settingValue: SettingValue { get }
  /// What is wrong with a value for the setting called `name`, where there is more to say than of what kind it must be.
  static func refusal(of value: SettingValue, for name: String) -> [Diagnostic]
}

extension SettingType {
  static var isOptional: Bool { false }
  static func refusal(of value: SettingValue, for name: String) -> [Diagnostic] { [] }
}

extension Bool: SettingType {
  static var kind: Setting.Kind { .flag }
  var settingValue: SettingValue { .flag(self) }

  init?(setting value: SettingValue) {
    guard case .flag(let flag) = value else { return nil }
    self = flag
  }
}

extension Int: SettingType {
  static var kind: Setting.Kind { .integer(.min ... .max) }
  var settingValue: SettingValue { .integer(self) }

  init?(setting value: SettingValue) {
    guard case .integer(let integer) = value else { return nil }
    self = integer
  }
}

extension Double: SettingType {
  static var kind: Setting.Kind { .number(-.infinity ... .infinity) }
  var settingValue: SettingValue { .number(self) }

  init?(setting value: SettingValue) {
    guard case .number(let number) = value else { return nil }
    self = number
  }
}

extension String: SettingType {
  static var kind: Setting.Kind { .text }
  var settingValue: SettingValue { .text(self) }

  init?(setting value: SettingValue) {
    guard case .text(let text) = value else { return nil }
    self = text
  }
}

extension [String]: SettingType {
  static var kind: Setting.Kind { .list }
  var settingValue: SettingValue { .list(self) }

  init?(setting value: SettingValue) {
    guard case .list(let entries) = value else { return nil }
    self = entries
  }
}

extension Optional: SettingType where Wrapped: SettingType {
  static var kind: Setting.Kind { Wrapped.kind }
  static var isOptional: Bool { true }
  var settingValue: SettingValue { map(\.settingValue) ?? .unset }

  init?(setting value: SettingValue) {
    if value == .unset {
      self = .none
    } else {
      guard let wrapped = Wrapped(setting: value) else { return nil }
      self = .some(wrapped)
    }
  }

  static func refusal(of value: SettingValue, for name: String) -> [Diagnostic] { Wrapped.refusal(of: value, for: name) }
}

/// A type of a few values, each with a name.
protocol SettingChoice: SettingType, RawRepresentable<String>, CaseIterable {}

extension SettingChoice {
  static var kind: Setting.Kind { .choice(allCases.map(\.rawValue)) }
  var settingValue: SettingValue { .text(rawValue) }

  init?(setting value: SettingValue) {
    guard case .text(let name) = value else { return nil }
    self.init(rawValue: name)
  }
}

extension DatasetFormat: SettingChoice {}
extension OptimizerKind: SettingChoice {}
extension LearningRateSchedule: SettingChoice {}
extension LoRAConfiguration.Bias: SettingChoice {}

extension DatasetOptions.Policy: SettingType {
  static var kind: Setting.Kind { .list }

  /// One thing stands as a text, as in the files of earlier versions.
  var settingValue: SettingValue { names.count == 1 ? .text(names[0]) : .list(names) }

  init?(setting value: SettingValue) {
    switch value {
    case .text(let name): self.init(names: [name])
    case .list(let names): self.init(names: names)
    default: return nil
    }
  }

  static func refusal(of value: SettingValue, for name: String) -> [Diagnostic] {
    [
      Diagnostic(
        .value, "\(name)=\(value): expected strict alone, or a list of skip and clip", hint: "\(name)=[skip, clip]")
    ]
  }
}
