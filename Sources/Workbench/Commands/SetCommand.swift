import FineTuning
import Script

extension Command<Session> {
  static let set = Command(
    "set", "changes settings, also in mid-run: the next step uses them", group: .model,
    details: "Settings that shape the model, the adapters or the order of samples are fixed from the first step on; `reset` begins anew.",
    parameters: Setting.all.map { setting in
      .named(setting.name, setting.parameterType, or: "stays as it is", setting.meaning, otherNames: setting.otherNames)
    },
    results: Setting.all.map { ResultField($0.name, $0.meaning) }, namesElsewhere: OtherTrainers.hints,
    examples: [Example("set lr=5e-4 batch_size=8", "two settings at once"), Example("set lr=default", "the default again")],
    present: { session, name in Setting.named(name)?.value(in: session.configuration).description }
  ) { session, arguments, _ in
    let defaults = Configuration()
    var values: [(name: String, value: SettingValue)] = []
    for name in arguments.given {
      guard let setting = Setting.named(name), let value = arguments.value(name) else { continue }
      values.append((name, value == "default" ? setting.value(in: defaults) : try setting.value(of: value)))
    }
    var changed = session.configuration
    try changed.apply(values)
    let facts = try session.change(to: changed)
    let words = values.map { "\($0.name)=\(Setting.named($0.name)?.value(in: changed) ?? $0.value)" }
    return Output(settingsValue(session.configuration), text: ([words.joined(separator: " ")] + facts).joined(separator: "\n"))
  }
}
