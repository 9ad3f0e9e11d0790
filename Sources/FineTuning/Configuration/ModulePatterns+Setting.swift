import Essentials
import LoRA

/// A number that patterns give to modules.
protocol PatternNumber: Sendable, Hashable {
  /// Nil for what is none.
  init?(pattern number: Double)
  var patternText: String { get }
  /// What it is called in faults.
  static var form: String { get }
}

extension Int: PatternNumber {
  static var form: String { "whole number" }
  var patternText: String { String(self) }

  init?(pattern number: Double) { self.init(exactly: number) }
}

extension Double: PatternNumber {
  static var form: String { "number" }
  var patternText: String { SettingValue.number(self).description }

  init?(pattern number: Double) { self = number }
}

/// A list of `pattern=number`.
extension ModulePatterns: SettingType where Value: PatternNumber {
  static var kind: Setting.Kind { .list }

  init?(setting value: SettingValue) {
    guard case .list(let texts) = value else { return nil }
    let entries = texts.compactMap(Self.entry)
    guard entries.count == texts.count else { return nil }
    self.init(entries)
  }

  var settingValue: SettingValue { .list(entries.map { "\($0.pattern)=\($0.value.patternText)" }) }

  static func refusal(of value: SettingValue, for name: String) -> [Diagnostic] {
    guard case .list(let texts) = value else { return [] }
    return texts.filter { entry($0) == nil }.map {
      Diagnostic(.value, "\(name)=\($0): expected a pattern, = and a \(Value.form)", hint: "\(name)=fc2=16")
    }
  }

  /// What `pattern=number` says, whose pattern may have a sign of equality itself; nil when that is not its form.
  private static func entry(_ text: String) -> (pattern: String, value: Value)? {
    guard let sign = text.lastIndex(of: "="), sign > text.startIndex, let number = Double(text[text.index(after: sign)...]),
      let value = Value(pattern: number)
    else { return nil }
    return (String(text[..<sign]), value)
  }
}
