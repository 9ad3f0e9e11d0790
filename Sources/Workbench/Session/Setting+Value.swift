import FineTuning
import Script

/// All settings as a record.
func settingsValue(_ configuration: Configuration) -> Value {
  .record(Record(Setting.all.map { ($0.name, Value($0.value(in: configuration))) }))
}

extension Setting {
  /// The setting as a parameter: its own type, or `default`.
  var parameterType: ParameterType {
    let suggested = suggestions.map { Choice($0.name, $0.meaning) }
    let words =
      [Choice("default", "what holds when nothing is set")] + (isOptional ? [Choice("none", "not set")] : []) + (isClosed ? [] : suggested)
    switch kind {
    case .flag: return .choice(words, otherwise: .boolean)
    case .integer(let range):
      let low = Double(range.lowerBound)
      return .choice(words, otherwise: .integer(range.upperBound == .max ? .atLeast(low) : .between(low, Double(range.upperBound))))
    case .number(let range):
      return .choice(
        words, otherwise: .number(range.upperBound.isInfinite ? .atLeast(range.lowerBound) : .between(range.lowerBound, range.upperBound)))
    case .probability: return .choice(words, otherwise: .number(.from(0, below: 1)))
    case .choice(let choices):
      let isOpen = choices.contains { $0.hasSuffix("_N") }
      return .choice(words + choices.map { Choice($0, "") }, otherwise: isOpen ? .text : nil)
    case .text: return .choice(words, otherwise: .text)
    case .list: return .choice(words, otherwise: .list(of: isClosed ? .choice(suggested) : .text))
    }
  }
}

extension Value {
  /// As a setting reads it.
  var settingText: String {
    if case .list(let list) = self { return list.elements.map(\.display).joined(separator: ",") }
    return self == .none ? "none" : display
  }

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
