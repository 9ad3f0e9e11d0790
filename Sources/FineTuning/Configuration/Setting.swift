import Essentials

/// One setting: its name, what it may be, what it means, and what a change of it touches. Files, the command line, the prompt and `help` all
/// read this.
public struct Setting: Sendable {
  /// What a setting shapes, and so what a change of it makes anew.
  public enum Scope: Sendable, Hashable {
    /// What the dataset is read by.
    case dataset
    /// What the model is opened by.
    case model
    /// What of the model is trained, and how that begins.
    case adapter
    /// The training as a whole, from its first step on.
    case run
    /// Each step by itself: a change in mid-run holds from the next one on.
    case live
  }

  /// What is true of some settings and matters to more than one command.
  public enum Trait: Sendable, Hashable {
    /// It says where, how fast, or how results are measured, and changes nothing of what is learnt.
    case incidental
    /// It may be given beside a run that is taken up again.
    case resumable
    /// Adapters that are trained further have it from their own file.
    case decidedByAdapters
    /// It belongs to the place where the program works: a training that was saved elsewhere leaves it as it is there.
    case local
    /// It may be the path of a folder.
    case folder
  }

  /// The spelling in files, at the prompt and, with `-` or `_`, on the command line.
  public let name: String
  /// What values it takes.
  public let kind: Kind
  /// Whether `none` is a value.
  public let isOptional: Bool
  /// What it shapes.
  public let scope: Scope
  /// For help: what it does, in one line.
  public let meaning: String
  /// For help: what to know before changing it; empty when the meaning says all.
  public private(set) var advice = ""
  /// Values that have a meaning of their own, among all that it takes.
  public private(set) var suggestions: [(name: String, meaning: String)] = []
  /// Whether a list takes no other names than those.
  public private(set) var isClosed = false
  /// Its name as a parameter of `lora`; nil when that command does not take it.
  public private(set) var loraName: String?
  private var traits: Set<Trait> = []
  private let path: PartialKeyPath<Configuration> & Sendable
  private let read: @Sendable (Configuration) -> SettingValue
  /// False when the property cannot hold the value.
  private let write: @Sendable (inout Configuration, SettingValue) -> Bool
  private let refusal: @Sendable (SettingValue) -> [Diagnostic]

  /// - Parameter kind: what values it takes, of those that its property's type allows.
  init<Value: SettingType>(
    _ name: String, _ path: WritableKeyPath<Configuration, Value> & Sendable, _ kind: Kind, _ scope: Scope, _ meaning: String
  ) {
    (self.name, self.kind, self.scope, self.meaning, self.path) = (name, kind, scope, meaning, path)
    isOptional = Value.isOptional
    read = { $0[keyPath: path].settingValue }
    write = { configuration, value in
      guard let value = Value(setting: value) else { return false }
      configuration[keyPath: path] = value
      return true
    }
    refusal = { Value.refusal(of: $0, for: name) }
  }

  /// One that takes all that its property's type allows.
  init<Value: SettingType>(
    _ name: String, _ path: WritableKeyPath<Configuration, Value> & Sendable, _ scope: Scope, _ meaning: String
  ) {
    self.init(name, path, Value.kind, scope, meaning)
  }

  /// A choice one of whose names says that nothing is chosen.
  ///
  /// - Parameter unset: that name.
  init<Value: SettingChoice>(
    _ name: String, _ path: WritableKeyPath<Configuration, Value?> & Sendable, unset: String, _ scope: Scope, _ meaning: String
  ) {
    (self.name, self.scope, self.meaning, self.path) = (name, scope, meaning, path)
    kind = .choice([unset] + Value.allCases.map(\.rawValue))
    isOptional = false
    read = { .text($0[keyPath: path]?.rawValue ?? unset) }
    write = { configuration, value in
      configuration[keyPath: path] = Value(setting: value)
      return true
    }
    refusal = { _ in [] }
  }

  /// Whether a change in mid-run holds from the next step on.
  public var isLive: Bool { scope == .live }

  /// Whether `trait` is true of it.
  public func has(_ trait: Trait) -> Bool { traits.contains(trait) }

  /// Whether it is that of a property of `Configuration`.
  func isOf(_ path: PartialKeyPath<Configuration>) -> Bool { self.path == path }
}

extension Setting {
  /// With what to know before changing it.
  func advised(_ advice: String) -> Setting { changed { $0.advice = advice } }

  /// With values that have a meaning of their own.
  func suggesting(_ suggestions: [(name: String, meaning: String)]) -> Setting { changed { $0.suggestions = suggestions } }

  /// With the only names that its list takes, and their meanings.
  func taking(_ names: [(name: String, meaning: String)]) -> Setting {
    changed {
      $0.suggestions = names
      $0.isClosed = true
    }
  }

  /// With what is true of it beside its scope.
  func with(_ traits: Trait...) -> Setting { changed { $0.traits.formUnion(traits) } }

  /// With its name as a parameter of `lora`.
  func inLoRA(_ name: String) -> Setting { changed { $0.loraName = name } }

  private func changed(_ change: (inout Setting) -> Void) -> Setting {
    var setting = self
    change(&setting)
    return setting
  }
}

extension Setting {
  /// The value in `configuration`.
  public func value(in configuration: Configuration) -> SettingValue { read(configuration) }

  /// Puts a value into `configuration`.
  ///
  /// - Throws: `SettingFault` when the value is of another kind or out of range.
  public func set(_ value: SettingValue, in configuration: inout Configuration) throws(SettingFault) {
    guard let accepted = accepted(value), write(&configuration, accepted) else {
      throw SettingFault(self, given: value.description, diagnostics: refusal(value))
    }
  }

  /// What is wrong with the value in `configuration`, where a program may have put anything of the property's type.
  func faults(in configuration: Configuration) -> [Diagnostic] {
    var copy = configuration
    do throws(SettingFault) {
      try set(value(in: configuration), in: &copy)
      return []
    } catch { return error.diagnostics }
  }

  /// Reads a value as the command line gives it, a text.
  ///
  /// - Throws: `SettingFault` when it is of another kind or out of range.
  public func parse(_ text: String) throws(SettingFault) -> SettingValue {
    if isOptional, text == "none" { return .unset }
    guard let value = kind.value(of: text), let accepted = accepted(value) else { throw SettingFault(self, given: text) }
    return accepted
  }

  private func accepted(_ value: SettingValue) -> SettingValue? {
    value == .unset ? (isOptional ? .unset : nil) : kind.accepted(value)
  }
}
