import Essentials
import FineTuning
import Script

extension Command<Session> {
  static let set = Command(
    "set", "changes settings",
    parameters: Setting.all.map { setting in
      .named(setting.name, setting.parameterType, or: "stays as it is", setting.meaning)
    },
    results: Setting.all.map { ResultField($0.name, $0.meaning) },
    examples: [Example("set lr=5e-4 batch_size=8", "two settings at once"), Example("set lr=default", "the default again")],
    present: { session, name in Setting.named(name)?.value(in: session.configuration).description }
  ) { session, arguments, _ in
    let defaults = Configuration()
    var values: [(name: String, value: SettingValue)] = []
    for name in arguments.given {
      guard let setting = Setting.named(name), let value = arguments.value(name) else { continue }
      if case .text("default") = value {
        values.append((name, setting.value(in: defaults)))
      } else {
        values.append((name, try setting.parse(value.settingText)))
      }
    }
    try session.configuration.apply(values)
    let lines = values.map { "\($0.name)=\($0.value)" }
    return Output(settingsValue(session.configuration), text: lines.joined(separator: " "))
  }

  static let config = Command(
    "config", "shows all settings",
    results: Setting.all.map { ResultField($0.name, $0.meaning) },
    examples: [Example("config", "")]
  ) { session, _, _ in
    let lines = Setting.all.map { "\($0.name)=\($0.value(in: session.configuration))" }
    return Output(settingsValue(session.configuration), text: lines.joined(separator: "\n"))
  }
}

/// All settings as a record.
private func settingsValue(_ configuration: Configuration) -> Value {
  .record(Record(Setting.all.map { ($0.name, Value($0.value(in: configuration))) }))
}

extension Setting {
  /// The setting as a parameter: its own type, or `default`.
  fileprivate var parameterType: ParameterType {
    let words: [Choice] = [Choice("default", "what holds when nothing is set")] + (isOptional ? [Choice("none", "not set")] : [])
    switch kind {
    case .flag: return .choice(words, otherwise: .boolean)
    case .integer(let range):
      let low = Double(range.lowerBound)
      return .choice(words, otherwise: .integer(range.upperBound == .max ? .atLeast(low) : .between(low, Double(range.upperBound))))
    case .number(let range):
      return .choice(
        words, otherwise: .number(range.upperBound.isInfinite ? .atLeast(range.lowerBound) : .between(range.lowerBound, range.upperBound)))
    case .probability: return .choice(words, otherwise: .number(.from(0, below: 1)))
    case .choice(let choices): return .choice(words + choices.map { Choice($0, "") })
    case .text: return .choice(words, otherwise: .text)
    case .list: return .choice(words, otherwise: .list(of: .text))
    }
  }
}

extension Value {
  /// As a setting reads it.
  fileprivate var settingText: String {
    if case .list(let list) = self { return list.elements.map(\.display).joined(separator: ",") }
    return self == .none ? "none" : display
  }

  fileprivate init(_ value: SettingValue) {
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
