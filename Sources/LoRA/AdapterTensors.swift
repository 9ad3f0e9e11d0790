import Essentials
import Layers
import Tensors

/// The tensors of one adapter file, in one naming.
struct AdapterTensors {
  private let modules: [String]
  private let naming: ModuleNaming
  /// For each module, the keys of A and B.
  let adapterKeys: [(down: String, up: String)]
  /// For each trained bias its key.
  let biasKeys: [String]

  init(modules: [String], biases: [String], naming: ModuleNaming) {
    self.modules = modules
    self.naming = naming
    adapterKeys = modules.map { (naming.key($0, "lora_A.weight"), naming.key($0, "lora_B.weight")) }
    let adapted = Set(modules)
    biasKeys = biases.map { naming.key(parameter: $0, adapted: adapted) }
  }

  /// The tensors of `plan` in the naming of which `file` holds most.
  static func spelled(as file: SafeTensorsFile, _ plan: AdaptationPlan, _ namings: [ModuleNaming]) -> AdapterTensors {
    let spellings = namings.map {
      AdapterTensors(modules: plan.targets.map(\.name), biases: plan.trainedBiases.map(\.name), naming: $0)
    }
    let hits = spellings.map { spelling in
      spelling.adapterKeys.count { file.entries[$0.down] != nil || file.entries[$0.up] != nil }
    }
    return spellings[hits.firstIndex(of: hits.max() ?? 0) ?? 0]
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
    let rank = plan.configuration.rank
    for ((_, projection), keys) in zip(plan.targets, adapterKeys) {
      expect(keys.down, [rank, projection.inputs])
      expect(keys.up, [projection.outputs, rank])
    }
    // PEFT 0.14 writes no biases for lora_only; for an adapted output embedding PEFT stores the whole weight as well.
    let areBiasesRequired = plan.configuration.bias == .all || biasKeys.contains { unseen.contains($0) }
    for ((_, bias), key) in zip(plan.trainedBiases, biasKeys) { expect(key, bias.shape, isRequired: areBiasesRequired) }
    for (name, projection) in plan.targets { expect(naming.key(name, "base_layer.weight"), projection.weight.shape, isRequired: false) }
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
