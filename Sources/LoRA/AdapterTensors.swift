import Layers

/// The tensors of one adapter file, in one naming.
struct AdapterTensors {
  private let naming: ModuleNaming
  private let adapted: Set<String>
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
    adapted = Set(modules)
    biasKeys = biases.map { [adapted] in naming.key(parameter: $0, adapted: adapted) }
  }

  /// The naming in which `file` has tensors for most of the model's modules; the first of several.
  static func naming(of file: AdapterFile, for root: any Layer, among namings: [ModuleNaming]) -> ModuleNaming {
    let modules = root.namedLinears.map(\.name)
    let hits = namings.map { naming in
      modules.count { file.shape(naming.key($0, "lora_A.weight")) != nil || file.shape(naming.key($0, "lora_B.weight")) != nil }
    }
    return namings[hits.firstIndex(of: hits.max() ?? 0) ?? 0]
  }

  /// What a module is called in the file.
  func fileName(_ module: String) -> String { naming.fileName(module) }

  /// Keys that such files may have and that say nothing.
  var ignoredKeys: [String] { naming.ignored.map(ModuleNaming.key(tensor:)) }

  /// The keys under which such a file may have the model's own parameters along; one may have several.
  func ownKeys(of root: any Layer) -> [String: Parameter] {
    let named = root.namedParameters
    let aliases = naming.aliases.compactMap { alias, name in
      named.first { $0.name == name }.map { (ModuleNaming.key(tensor: alias), $0.parameter) }
    }
    return Dictionary(named.map { (naming.key(parameter: $0.name, adapted: adapted), $0.parameter) } + aliases) { first, _ in first }
  }
}
