import Essentials
import Layers
import Tensors

/// The tensors of one adapter file, in one naming.
struct AdapterTensors {
  private let naming: ModuleNaming
  /// The keys of one module.
  struct Keys {
    /// A
    let down: String
    /// B
    let up: String
    /// The rows' own lengths.
    let magnitude: String
    /// The adapted weight itself.
    let weight: String
  }

  /// In the modules' order.
  let adapterKeys: [Keys]
  /// For each trained bias its key.
  let biasKeys: [String]

  init(modules: [String], biases: [String], naming: ModuleNaming) {
    self.naming = naming
    adapterKeys = modules.map { module in
      Keys(
        down: naming.key(module, "lora_A.weight"), up: naming.key(module, "lora_B.weight"),
        magnitude: naming.key(module, "lora_magnitude_vector"), weight: naming.key(module, "base_layer.weight"))
    }
    let adapted = Set(modules)
    biasKeys = biases.map { naming.key(parameter: $0, adapted: adapted) }
  }

  /// The naming in which `file` has tensors for most of the model's modules; the first of several.
  static func naming(of file: SafeTensorsFile, for root: any Layer, among namings: [ModuleNaming]) -> ModuleNaming {
    let modules = root.namedProjections.map(\.name)
    let hits = namings.map { naming in
      modules.count { file.entries[naming.key($0, "lora_A.weight")] != nil || file.entries[naming.key($0, "lora_B.weight")] != nil }
    }
    return namings[hits.firstIndex(of: hits.max() ?? 0) ?? 0]
  }

  /// Throws every tensor that is missing, unexpected or of another shape than the model's.
  func check(_ file: SafeTensorsFile, against plan: AdaptationPlan) throws {
    var unseen = Set(file.entries.keys)
    var faults: [String] = []
    func expect(_ key: String, _ shape: [Int], isRequired: Bool = true) {
      guard let entry = file.entries[key] else {
        if isRequired { faults.append("tensor \(key) is missing") }
        return
      }
      unseen.remove(key)
      if entry.shape != shape { faults.append("tensor \(key) has shape \(entry.shape), this model needs \(shape)") }
    }
    for (target, keys) in zip(plan.targets, adapterKeys) {
      expect(keys.down, [target.rank, target.projection.inputs])
      expect(keys.up, [target.projection.outputs, target.rank])
      if plan.configuration.usesDoRA { expect(keys.magnitude, [target.projection.outputs]) }
    }
    // PEFT 0.14 writes no biases for lora_only; for an adapted output embedding PEFT stores the whole weight as well.
    let areBiasesRequired = plan.configuration.bias == .all || biasKeys.contains { unseen.contains($0) }
    for ((_, bias), key) in zip(plan.trainedBiases, biasKeys) { expect(key, bias.shape, isRequired: areBiasesRequired) }
    for (target, keys) in zip(plan.targets, adapterKeys) { expect(keys.weight, target.projection.weight.shape, isRequired: false) }
    for name in naming.ignored { unseen.remove("base_model.model." + name) }
    faults += unseen.sorted().map { "tensor \($0) is unexpected" }
    guard faults.isEmpty else {
      let hint = "the adapter belongs to another base model or to other target modules"
      throw Faults(
        faults.map { Diagnostic(.data, $0, file: file.path.string, hint: nil) }
          + [Diagnostic(.data, "\(faults.count) tensors do not fit this model", file: file.path.string, hint: hint)])
    }
  }
}
