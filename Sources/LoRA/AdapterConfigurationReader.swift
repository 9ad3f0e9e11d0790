import Essentials
import Files

/// Turns the values of an `adapter_config.json` into a configuration, or into every reason why not.
struct AdapterConfigurationReader {
  /// What PEFT can do and this program cannot: fields whose value must be empty, and what each is in words.
  private static let unsupported = [
    "modules_to_save": "fully trained modules", "exclude_modules": "excluded modules", "layers_to_transform": "a choice of layers",
    "layers_pattern": "a choice of layers", "layer_replication": "replicated layers", "lora_bias": "biases inside adapters",
    "fan_in_fan_out": "transposed weights", "trainable_token_indices": "trained tokens", "target_parameters": "adapted parameters",
    "use_qalora": "QALoRA", "use_bdlora": "BD-LoRA", "alora_invocation_tokens": "activated LoRA", "arrow_config": "Arrow",
    "eva_config": "EVA", "corda_config": "CorDA", "lora_ga_config": "LoRA-GA", "kasa_config": "KaSA",
    "monteclora_config": "MonteCLoRA", "velora_config": "VeLoRA", "megatron_config": "Megatron layers",
    "ensure_weight_tying": "tied adapters",
  ]

  private let values: [String: JSONValue]
  private let file: String
  private var faults: [Diagnostic] = []

  init(_ values: [String: JSONValue], file: String) {
    self.values = values.filter { $0.value != .null }.mapValues(\.withPlainNumbers)
    self.file = file
  }

  /// Fields that are absent have PEFT's defaults; unknown ones are left alone.
  consuming func result() throws -> (LoRAConfiguration, AdapterOrigin) {
    refuseUnsupported()
    let rank = whole("r", default: 8)
    let alpha = number("lora_alpha", default: 8)
    let dropout = number("lora_dropout", default: 0)
    let scalesByRoot = bool("use_rslora", default: false)
    let bias = bias()
    let (initialization, decomposition) = initialization()
    var configuration = LoRAConfiguration(
      rank: rank, alpha: alpha, dropout: dropout, usesRSLoRA: scalesByRoot, bias: bias, initialization: initialization,
      decomposition: decomposition, targetModules: targetModules())
    configuration.usesDoRA = bool("use_dora", default: false)
    configuration.rankPattern = ModulePatterns(numbers("rank_pattern", areWhole: true)).mapValues { Int($0) }
    configuration.alphaPattern = ModulePatterns(numbers("alpha_pattern"))
    let origin = AdapterOrigin(
      baseModel: optionalText("base_model_name_or_path"), revision: optionalText("revision"), taskType: optionalText("task_type"))
    faults += configuration.faults(file: file)
    guard faults.isEmpty else { throw Faults(faults) }
    return (configuration, origin)
  }

  private mutating func refuse(_ message: String, hint: String? = nil) {
    faults.append(Diagnostic(.data, message, file: file, hint: hint))
  }

  private mutating func refuseUnsupported() {
    if values["peft_type"] != .text("LORA") {
      refuse("peft_type is \(values["peft_type"]?.description ?? "missing"), only LORA is supported")
    }
    for (field, meaning) in Self.unsupported.sorted(by: { $0.key < $1.key }) {
      guard let value = values[field], !value.isEmpty else { continue }
      refuse(
        "\(field) asks for \(meaning), which is not supported: \(value)",
        hint: "PEFT's merge_and_unload makes a whole model of it; what that model's save_pretrained writes is read")
    }
  }

  private mutating func number(_ field: String, default standard: Double) -> Double {
    guard let value = values[field] else { return standard }
    if case .number(let number) = value { return number }
    refuse("\(field) is \(value), it must be a number")
    return standard
  }

  /// An object of numbers, in the order in which PEFT writes one.
  private mutating func numbers(_ field: String, areWhole: Bool = false) -> [(pattern: String, value: Double)] {
    guard let value = values[field] else { return [] }
    guard case .object(let members) = value else {
      refuse("\(field) is \(value), it must be an object")
      return []
    }
    return members.sorted { $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars) }.compactMap { pattern, value in
      if case .number(let number) = value, !areWhole || Int(exactly: number) != nil { return (pattern, number) }
      refuse("\(field) gives \(pattern) \(value), it must be a \(areWhole ? "whole " : "")number")
      return nil
    }
  }

  private mutating func whole(_ field: String, default standard: Int) -> Int {
    guard let value = values[field] else { return standard }
    if case .number(let number) = value, let whole = Int(exactly: number) { return whole }
    refuse("\(field) is \(value), it must be a whole number")
    return standard
  }

  private mutating func bool(_ field: String, default standard: Bool) -> Bool {
    guard let value = values[field] else { return standard }
    if case .bool(let bool) = value { return bool }
    refuse("\(field) is \(value), it must be true or false")
    return standard
  }

  private func optionalText(_ field: String) -> String? {
    if case .text(let text)? = values[field] { text } else { nil }
  }

  private mutating func bias() -> LoRAConfiguration.Bias {
    guard let value = values["bias"] else { return .none }
    if case .text(let text) = value, let bias = LoRAConfiguration.Bias(rawValue: text) { return bias }
    refuse("bias is \(value), it must be \"none\", \"all\" or \"lora_only\"")
    return .none
  }

  /// How the adapters began, which of those that began from the weights decides what the weights are now.
  private mutating func initialization() -> (LoRAConfiguration.Initialization, WeightDecomposition?) {
    switch values["init_lora_weights"] {
    case nil, .bool(true)?: return (.kaiming, nil)
    case .bool(false)?: return (.random, nil)
    case .text(let text)? where text.lowercased() == "gaussian": return (.gaussian, nil)
    case .text(let text)? where WeightDecomposition(name: text)?.isRepeatable == true: return (.kaiming, WeightDecomposition(name: text))
    case .text("loftq")?: return (.kaiming, loftq())
    case .text(let text)? where WeightDecomposition(name: text) != nil:
      refuse(
        "init_lora_weights is \"\(text)\", which is not supported",
        hint:
          "nobody finds again what a randomised decomposition left of the weights; in PEFT, save the adapters as they begin and give that"
          + " folder to save_pretrained as path_initial_model_for_weight_conversion, or save the model merged")
      return (.kaiming, nil)
    case let value?:
      refuse(
        "init_lora_weights is \(value), which is not supported",
        hint: "adapters of such an initialisation may belong to a changed base model; save that model merged")
      return (.kaiming, nil)
    }
  }

  private mutating func loftq() -> WeightDecomposition? {
    guard case .object(let settings)? = values["loftq_config"], !settings.isEmpty else {
      refuse("loftq_config is missing", hint: #"it says how the weights were rounded: {"loftq_bits": 4, "loftq_iter": 1}"#)
      return nil
    }
    func whole(_ name: String, default standard: Int) -> Int {
      guard let value = settings[name] else { return standard }
      if case .number(let number) = value, let whole = Int(exactly: number) { return whole }
      return 0
    }
    if let settings = LoftQ(bits: whole("loftq_bits", default: 4), iterations: whole("loftq_iter", default: 1)) { return .loftq(settings) }
    refuse("loftq_config is \(JSONValue.object(settings)), it must have 4 or 8 loftq_bits and 1 to \(LoftQ.iterationLimit) loftq_iter")
    return nil
  }

  private mutating func targetModules() -> TargetModules {
    switch values["target_modules"] {
    case .text(let pattern)?:
      do throws(LoRAError) {
        _ = try TargetModules.pattern(pattern).matcher()
      } catch {
        for fault in error.diagnostics { refuse(fault.message, hint: fault.hint) }
      }
      return .pattern(pattern)
    case .list(let items)?:
      let names = items.compactMap { if case .text(let name) = $0 { name } else { nil } }
      if names.count == items.count, !names.isEmpty { return .names(names) }
      refuse("target_modules must be a list of names or a pattern")
    default: refuse("target_modules is missing")
    }
    return .names([])
  }
}
