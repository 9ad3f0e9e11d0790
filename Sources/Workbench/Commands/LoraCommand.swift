import FineTuning
import Script

extension Command<Session> {
  static let lora = Command(
    "lora", "fits new low-rank adapters to the model", group: .model,
    details: "Adapters and training before are left behind. What is given changes the setting of the longer name: r is lora_r.",
    parameters: loraSettings.map { .named($0.name, $0.setting.ownType, or: "the setting \($0.setting.name)", $0.setting.meaning) },
    results: fitFields,
    examples: [
      Example("lora r=8 alpha=8 dropout=0.05", "as the settings are, unless told otherwise"),
      Example("lora targets='.*decoder.*[.](q|v)_proj' rank_pattern=[v_proj=16]", "at the modules that a regular expression means"),
    ],
    present: { session, name in
      loraSettings.first { $0.name == name }?.setting.value(in: session.configuration).description
    }
  ) { session, arguments, _ in
    var configuration = session.configuration
    configuration.training = .lora
    try configuration.apply(
      loraSettings.compactMap { name, setting in try arguments.value(name).map { (setting.name, try setting.value(of: $0)) } })
    return try session.allOrNothing {
      session.dropTrainable()
      session.configuration = configuration
      session.markChanged()
      return try session.fitOutput()
    }
  }

  static let fitFields = [
    ResultField("r", "the adapters' rank"), ResultField("modules", "how many have an adapter"),
    ResultField("trainable", "weights that train"),
  ]
}

extension Session {
  /// What `lora` and `lora load` tell of the adapters in use.
  func fitOutput() throws -> Output {
    let fit = try requireTrainable()
    guard let adaptation = fit.adaptation else { return Output() }
    let trainable = fit.opened.model.trainableCount
    return Output(
      ["r": .integer(adaptation.configuration.rank), "modules": .integer(adaptation.modules.count), "trainable": .integer(trainable)],
      text: untold(fit.facts, of: fit).joined(separator: "\n"))
  }
}

/// The settings that `lora` takes, by the names that they have there.
private let loraSettings = Setting.all.compactMap { setting in setting.loraName.map { (name: $0, setting: setting) } }
