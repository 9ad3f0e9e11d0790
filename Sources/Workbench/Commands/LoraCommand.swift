import FineTuning
import LoRA
import Script

extension Command<Session> {
  static let lora = Command(
    "lora", "fits new low-rank adapters to the model",
    details: "Adapters and training before are left behind. What is given changes the setting of the longer name: r is lora_r.",
    parameters: LoRAParameter.all.map(\.parameter),
    results: fitFields,
    examples: [
      Example("lora r=8 alpha=8 dropout=0.05", "as the settings are, unless told otherwise"),
      Example("lora targets='.*decoder.*[.](q|v)_proj' rank_pattern=[v_proj=16]", "at the modules that a regular expression means"),
    ],
    present: { session, name in
      LoRAParameter.all.first { $0.parameter.name == name }?.setting?.value(in: session.configuration).description
    }
  ) { session, arguments, _ in
    var values: [(name: String, value: SettingValue)] = [("training", .text("lora"))]
    for lora in LoRAParameter.all {
      guard let value = arguments.value(lora.parameter.name), let setting = lora.setting else { continue }
      values.append((setting.name, try setting.parse(value.settingText)))
    }
    var configuration = session.configuration
    try configuration.apply(values)
    return try session.allOrNothing {
      session.dropFit()
      session.configuration = configuration
      session.didChange()
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
    let fit = try requireFit()
    guard let adaptation = fit.adaptation else { return Output() }
    let trainable = fit.opened.model.trainableCount
    return Output(
      ["r": .integer(adaptation.configuration.rank), "modules": .integer(adaptation.modules.count), "trainable": .integer(trainable)],
      text: fit.facts.joined(separator: "\n"))
  }
}

/// A parameter of `lora` and the setting that it changes.
private struct LoRAParameter {
  let parameter: Parameter
  let setting: Setting?

  private init(_ name: String, _ type: ParameterType, _ setting: String) {
    self.setting = Setting.named(setting)
    parameter = .named(name, type, or: "the setting \(setting)", self.setting?.meaning ?? setting)
  }

  static let all = [
    LoRAParameter("r", .integer(.between(1, 4096)), "lora_r"), LoRAParameter("alpha", .number(.between(0, 1e6)), "lora_alpha"),
    LoRAParameter("dropout", .number(.from(0, below: 1)), "lora_dropout"), LoRAParameter("targets", .list(of: .text), "target_modules"),
    LoRAParameter("init", choices(of: "init_lora_weights"), "init_lora_weights"), LoRAParameter("bias", choices(of: "bias"), "bias"),
    LoRAParameter("use_rslora", .boolean, "use_rslora"), LoRAParameter("rank_pattern", .list(of: .text), "rank_pattern"),
    LoRAParameter("alpha_pattern", .list(of: .text), "alpha_pattern"), LoRAParameter("use_dora", .boolean, "use_dora"),
    LoRAParameter("loftq_bits", .integer(.between(4, 8)), "loftq_bits"),
    LoRAParameter("loftq_iter", .integer(.between(1, 100)), "loftq_iter"),
  ]

  private static func choices(of setting: String) -> ParameterType {
    guard case .choice(let names)? = Setting.named(setting)?.kind else { return .text }
    let isOpen = names.contains { $0.hasSuffix("_N") }
    return .choice(names.map { Choice($0, "") }, otherwise: isOpen ? .text : nil)
  }
}
