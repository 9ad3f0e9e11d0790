import Essentials
import Scoring

/// One setting: its name, what it may be, and what it means. Files, the command line and `help` all read this.
public struct Setting: Sendable {
  /// What values a setting takes.
  public enum Kind: Sendable, Equatable {
    /// True or false.
    case flag
    /// Whole numbers, both ends included.
    case integer(ClosedRange<Int>)
    /// Up to and including both ends.
    case number(ClosedRange<Double>)
    /// From 0 up to, not including, 1.
    case probability
    /// Of a choice that ends in `_N`, any whole number may stand for N.
    case choice([String])
    /// Any text.
    case text
    /// Any number of names.
    case list
  }

  /// The spelling in files, at the prompt and, with `-` or `_`, on the command line.
  public let name: String
  /// What values it takes.
  public let kind: Kind
  /// Whether `none` is a value.
  public let isOptional: Bool
  /// Whether a change in mid-run holds from the next step on; the others shape the model or the run.
  public let isLive: Bool
  /// For help: what it does, in one line.
  public let meaning: String
  /// For help: what to know before changing it; empty when the meaning says all.
  public private(set) var advice = ""
  /// Values that have a meaning of their own, among all that it takes.
  public private(set) var suggestions: [(name: String, meaning: String)] = []
  /// Whether a list takes no other names than those.
  public private(set) var isClosed = false
  private let read: @Sendable (Configuration) -> SettingValue
  private let write: @Sendable (inout Configuration, SettingValue) -> Void

  /// With what to know before changing it.
  func advised(_ advice: String) -> Setting {
    var setting = self
    setting.advice = advice
    return setting
  }

  /// With values that have a meaning of their own.
  func suggesting(_ suggestions: [(name: String, meaning: String)]) -> Setting {
    var setting = self
    setting.suggestions = suggestions
    return setting
  }

  /// With the only names that its list takes.
  func taking(_ names: [String]) -> Setting {
    var setting = suggesting(names.map { ($0, "") })
    setting.isClosed = true
    return setting
  }

  /// The value in `configuration`.
  public func value(in configuration: Configuration) -> SettingValue { read(configuration) }

  /// Puts a checked value into `configuration`.
  ///
  /// - Throws: `SettingFault` when the value is of another kind or out of range.
  public func set(_ value: SettingValue, in configuration: inout Configuration) throws {
    write(&configuration, try checked(value))
  }

  /// Reads a value as the command line gives it, a text.
  ///
  /// - Throws: `SettingFault` when it is no value of this setting.
  public func parse(_ text: String) throws -> SettingValue {
    if isOptional, text == "none" { return .unset }
    let value: SettingValue? =
      switch kind {
      case .flag: ["true": true, "yes": true, "1": true, "false": false, "no": false, "0": false][text.lowercased()].map { .flag($0) }
      case .integer: Int(text).map { .integer($0) }
      case .number, .probability: Double(text).map { .number($0) }
      case .choice, .text: .text(text)
      case .list: .list(ListText.entries(text))
      }
    guard let value else { throw SettingFault(setting: self, given: text) }
    return try checked(value)
  }

  private func checked(_ value: SettingValue) throws -> SettingValue {
    let fault = SettingFault(setting: self, given: value.description)
    switch (kind, value) {
    case (_, .unset):
      guard isOptional else { throw fault }
      return value
    case (.flag, .flag), (.text, .text), (.list, .list): return value
    case (.choice(let choices), .text(let text)):
      guard choices.contains(where: { Self.isChoice(text, $0) }) else { throw fault }
      return value
    case (.choice(let choices), .flag(let flag)):
      guard choices.contains(String(flag)) else { throw fault }
      return .text(String(flag))
    case (.integer(let range), .integer(let integer)):
      guard range.contains(integer) else { throw fault }
      return value
    case (.number(let range), .integer(let integer)):
      guard range.contains(Double(integer)) else { throw fault }
      return .number(Double(integer))
    case (.number(let range), .number(let number)):
      guard range.contains(number) else { throw fault }
      return value
    case (.probability, .integer(0)): return .number(0)
    case (.probability, .number(let number)):
      guard number >= 0, number < 1 else { throw fault }
      return value
    case (.list, .text(let text)): return .list([text])
    default: throw fault
    }
  }
}

extension Setting {
  private static func isChoice(_ text: String, _ choice: String) -> Bool {
    guard choice.hasSuffix("_N") else { return text == choice }
    let digits = text.dropFirst(choice.count - 1)
    return text.hasPrefix(choice.dropLast()) && (1...3).contains(digits.count) && digits.allSatisfy { $0.isASCII && $0.isNumber }
  }
}

extension Setting.Kind {
  /// In words, for errors and help.
  public var description: String {
    switch self {
    case .flag: "true or false"
    case .integer(let range):
      range.upperBound == .max
        ? "a whole number from \(range.lowerBound)" : "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .number(let range):
      range.upperBound.isInfinite
        ? "a number from \(plain(range.lowerBound))" : "a number from \(plain(range.lowerBound)) to \(plain(range.upperBound))"
    case .probability: "a number from 0 to below 1"
    case .choice(let choices): choices.joined(separator: ", ")
    case .text: "a text"
    case .list: "a list of names"
    }
  }
}

/// `1000000` rather than `1000000.0`.
private func plain(_ number: Double) -> String { Int(exactly: number).map(String.init) ?? "\(number)" }

extension Setting {
  init(_ name: String, _ path: WritableKeyPath<Configuration, Bool> & Sendable, isLive: Bool = false, _ meaning: String) {
    self.init(
      name: name, kind: .flag, isOptional: false, isLive: isLive, meaning: meaning, read: { .flag($0[keyPath: path]) },
      write: { if case .flag(let value) = $1 { $0[keyPath: path] = value } })
  }

  init(
    _ name: String, _ path: WritableKeyPath<Configuration, Int> & Sendable, _ range: ClosedRange<Int>, isLive: Bool = false,
    _ meaning: String
  ) {
    self.init(
      name: name, kind: .integer(range), isOptional: false, isLive: isLive, meaning: meaning, read: { .integer($0[keyPath: path]) },
      write: { if case .integer(let value) = $1 { $0[keyPath: path] = value } })
  }

  init(
    _ name: String, _ path: WritableKeyPath<Configuration, Int?> & Sendable, _ range: ClosedRange<Int>, isLive: Bool = false,
    _ meaning: String
  ) {
    self.init(
      name: name, kind: .integer(range), isOptional: true, isLive: isLive, meaning: meaning,
      read: { $0[keyPath: path].map { .integer($0) } ?? .unset },
      write: { if case .integer(let value) = $1 { $0[keyPath: path] = value } else { $0[keyPath: path] = nil } })
  }

  init(
    _ name: String, _ path: WritableKeyPath<Configuration, Double> & Sendable, _ kind: Kind, isLive: Bool = false, _ meaning: String
  ) {
    self.init(
      name: name, kind: kind, isOptional: false, isLive: isLive, meaning: meaning, read: { .number($0[keyPath: path]) },
      write: { if case .number(let value) = $1 { $0[keyPath: path] = value } })
  }

  init(
    _ name: String, _ path: WritableKeyPath<Configuration, Double?> & Sendable, _ kind: Kind, isLive: Bool = false, _ meaning: String
  ) {
    self.init(
      name: name, kind: kind, isOptional: true, isLive: isLive, meaning: meaning,
      read: { $0[keyPath: path].map { .number($0) } ?? .unset },
      write: { if case .number(let value) = $1 { $0[keyPath: path] = value } else { $0[keyPath: path] = nil } })
  }

  init(
    _ name: String, _ path: WritableKeyPath<Configuration, String> & Sendable, _ kind: Kind, isLive: Bool = false, _ meaning: String
  ) {
    self.init(
      name: name, kind: kind, isOptional: false, isLive: isLive, meaning: meaning, read: { .text($0[keyPath: path]) },
      write: { if case .text(let value) = $1 { $0[keyPath: path] = value } })
  }

  init(_ name: String, _ path: WritableKeyPath<Configuration, String> & Sendable, _ meaning: String) {
    self.init(name, path, .text, meaning)
  }

  init(_ name: String, _ path: WritableKeyPath<Configuration, String?> & Sendable, isLive: Bool = false, _ meaning: String) {
    self.init(
      name: name, kind: .text, isOptional: true, isLive: isLive, meaning: meaning,
      read: { $0[keyPath: path].map { .text($0) } ?? .unset },
      write: { if case .text(let value) = $1 { $0[keyPath: path] = value } else { $0[keyPath: path] = nil } })
  }

  init(_ name: String, _ path: WritableKeyPath<Configuration, [String]> & Sendable, isLive: Bool = false, _ meaning: String) {
    self.init(
      name: name, kind: .list, isOptional: false, isLive: isLive, meaning: meaning, read: { .list($0[keyPath: path]) },
      write: { if case .list(let values) = $1 { $0[keyPath: path] = values } })
  }
}

/// A value that a setting cannot take.
public struct SettingFault: DiagnosticError {
  /// The setting's name.
  public let setting: String
  /// What was given, and what would have been right.
  public let message: String

  init(setting: Setting, given: String) {
    self.setting = setting.name
    message = "\(setting.name)=\(given): expected \(setting.kind.description)\(setting.isOptional ? ", or none" : "")"
  }

  /// The fault in words.
  public var diagnostics: [Diagnostic] { [Diagnostic(.value, message)] }
}
