import FineTuning
import Script

/// All settings as a record.
func settingsValue(_ configuration: Configuration) -> Value {
  .record(Record(Setting.all.map { ($0.name, Value($0.value(in: configuration))) }))
}

extension Setting {
  /// What a value alone may be.
  var ownType: ParameterType {
    switch kind {
    case .flag: .boolean
    case .integer(let range):
      .integer(
        range.upperBound == .max ? .atLeast(Double(range.lowerBound)) : .between(Double(range.lowerBound), Double(range.upperBound)))
    case .number(let range):
      .number(range.upperBound.isInfinite ? .atLeast(range.lowerBound) : .between(range.lowerBound, range.upperBound))
    case .probability: .number(.from(0, below: 1))
    case .choice(let names): .choice(names.map { Choice($0, "") }, otherwise: names.contains { $0.hasSuffix("_N") } ? .text : nil)
    case .text: .text
    case .list: .list(of: isClosed ? .choice(suggestions.map { Choice($0.name, $0.meaning) }) : .text)
    }
  }

  /// What `set` takes: its own type, or a word that stands for a value.
  var parameterType: ParameterType {
    var words = [Choice("default", "what holds when nothing is set")]
    if isOptional { words.append(Choice("none", "not set")) }
    if !isClosed { words += suggestions.map { Choice($0.name, $0.meaning) } }
    if case .choice(let names, let otherwise) = ownType { return .choice(words + names, otherwise: otherwise) }
    return .choice(words, otherwise: ownType)
  }

  /// What an argument of its type says.
  ///
  /// - Throws: `SettingFault` for what no setting can be.
  func value(of argument: Value) throws(SettingFault) -> SettingValue {
    if isOptional, argument == "none" { return .unset }
    guard let value = SettingValue(argument) else { throw SettingFault(self, given: argument.display) }
    return value
  }
}

extension SettingValue {
  /// Nil for what no setting can be: records, ranges, and lists of anything but texts.
  init?(_ value: Value) {
    switch value {
    case .none: self = .unset
    case .boolean(let flag): self = .flag(flag)
    case .integer(let integer): self = .integer(integer)
    case .number(let number): self = .number(number)
    case .text(let text): self = .text(text)
    case .list:
      guard let texts = [String](value) else { return nil }
      self = .list(texts)
    case .range, .record: return nil
    }
  }
}

extension Value {
  init(_ value: SettingValue) {
    switch value {
    case .unset: self = .none
    case .flag(let flag): self = .boolean(flag)
    case .integer(let integer): self = .integer(integer)
    case .number(let number): self = .number(number)
    case .text(let text): self = .text(text)
    case .list(let texts): self = .list(List(texts.map { .text($0) }))
    }
  }
}
