import Essentials
import Foundation
import Layers
import SystemPackage
import Tensors

extension LowRankAdaptation {
  private static let weightsName: FilePath.Component = "adapter_model.safetensors"
  /// Which PEFT wrote before it knew safetensors, and writes with safe_serialization=False.
  private static let pickledWeightsName: FilePath.Component = "adapter_model.bin"

  /// Writes `adapter_model.safetensors` and `adapter_config.json` as PEFT does, module names spelled by `naming`. Adapters that began from
  /// the weights are written for the model's own weights, with twice the rank, as PEFT's conversion does.
  ///
  /// - Throws: `Faults` when the folder cannot be written, or when the naming's checkpoints do not tie a weight as the adapters' do.
  public func write(to folder: FilePath, naming: ModuleNaming, origin: AdapterOrigin) throws {
    try checkTies(in: naming, folder)
    do {
      try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
    } catch {
      throw Faults(.data, "cannot make the folder: \(error.localizedDescription)", file: folder.string)
    }
    try SafeTensorsWriter.write(values(in: naming), to: folder.appending(Self.weightsName))
    let spelling = AdapterSpelling(
      naming: naming, layers: layers, modules: modules, isConverted: isConverted)
    try AdapterConfigurationFile.write(
      spelling.spelled(configurationForOriginalWeights), origin, to: folder.appending(AdapterConfigurationFile.name))
  }

  private func checkTies(in naming: ModuleNaming, _ folder: FilePath) throws {
    let lost = modules.filter { $0.replacement != nil && $0.isShared && $0.isTied == naming.untied.contains($0.name) }
    let faults = lost.map { module in
      Diagnostic(
        .data,
        "the adapters are of a model that \(module.isTied ? "ties" : "does not tie") \(module.name) to the embedding, other than this checkpoint's",
        file: folder.string, hint: "put them onto their base model in the naming that they have, or merge them")
    }
    guard faults.isEmpty else { throw Faults(faults) }
  }

  private func values(in naming: ModuleNaming) -> [(String, Tensor)] {
    let tensors = AdapterTensors(modules: modules.map(\.name), biases: trainedBiases.map(\.name), naming: naming)
    let adapters = zip(modules, tensors.adapterKeys).flatMap { module, keys in
      let values = valuesForOriginalWeight(module)
      return [(keys.down, values.down), (keys.up, values.up)]
        + (module.adapter.magnitude.map { [(keys.magnitude, $0.value)] } ?? [])
        + (module.foreignWeight.map { [(keys.weight, $0)] } ?? [])
    }
    return adapters + zip(trainedBiases, tensors.biasKeys).map { ($1, $0.parameter.value) }
  }

  /// Everything that trains, under the keys of an adapter file.
  package func parameters(in naming: ModuleNaming) -> [(key: String, parameter: Parameter)] {
    let tensors = AdapterTensors(modules: modules.map(\.name), biases: trainedBiases.map(\.name), naming: naming)
    let adapters = zip(modules, tensors.adapterKeys).flatMap { module, keys in
      [(keys.down, module.adapter.down), (keys.up, module.adapter.up)]
        + (module.adapter.magnitude.map { [(keys.magnitude, $0)] } ?? [])
    }
    return adapters + zip(trainedBiases, tensors.biasKeys).map { ($1, $0.parameter) }
  }

  /// What the adapters of a PEFT folder were trained on.
  ///
  /// - Throws: `Faults` when there is no readable adapter_config.json.
  public static func origin(of folder: FilePath) throws -> AdapterOrigin {
    try AdapterConfigurationFile.read(folder.appending(AdapterConfigurationFile.name)).1
  }

  /// The settings of the adapters in a PEFT folder.
  ///
  /// - Throws: `Faults` naming every setting that is not supported.
  public static func configuration(of folder: FilePath) throws -> LoRAConfiguration {
    try AdapterConfigurationFile.read(folder.appending(AdapterConfigurationFile.name)).0
  }

  /// The tensors of a PEFT folder.
  private static func weights(of folder: FilePath) throws -> any TensorFile {
    let (path, pickled) = (folder.appending(weightsName), folder.appending(pickledWeightsName))
    func isThere(_ path: FilePath) -> Bool { FileManager.default.fileExists(atPath: path.string) }
    if isThere(path) { return try SafeTensorsFile(path) }
    if isThere(pickled) { return try PyTorchFile(pickled) }
    throw Faults(
      .data, "has no \(weightsName), nor \(pickledWeightsName)", file: folder.string,
      hint: "a folder of adapters has adapter_config.json and one of them")
  }

  /// Fits the adapters of a PEFT folder to `root`, whose names the file may spell in any of `namings`.
  ///
  /// - Throws: `Faults` naming every setting that is not supported, or every tensor that is missing, unexpected or of another shape; the
  ///   model is then as it was.
  public static func read(
    _ folder: FilePath, onto root: any Layer, namings: [ModuleNaming]
  ) throws -> (adaptation: LowRankAdaptation, origin: AdapterOrigin) {
    precondition(!namings.isEmpty, "no naming given")
    let (configuration, origin) = try AdapterConfigurationFile.read(folder.appending(AdapterConfigurationFile.name))
    let file = try AdapterFile(weights(of: folder), for: root, namings: namings)
    let naming = AdapterTensors.naming(of: file, for: root, among: namings)
    let plan: AdaptationPlan
    do {
      plan = try AdaptationPlan(configuration, of: root, naming: naming)
    } catch {
      let path = folder.appending(AdapterConfigurationFile.name).string
      throw Faults(error.diagnostics.map { Diagnostic($0.kind, $0.message, file: path, hint: $0.hint) })
    }
    let tensors = AdapterTensors(modules: plan.targets.map(\.name), biases: plan.trainedBiases.map(\.name), naming: naming)
    try AdapterMismatch(of: file, tensors, for: plan, of: root).check()

    let adaptation = LowRankAdaptation(plan, of: root)
    for (index, keys) in tensors.adapterKeys.enumerated() where file.shape(keys.weight) != nil {
      let (module, weight) = (adaptation.modules[index], try file.tensor(keys.weight).copy())
      // With adapters that began from the weights, the file's is what was left.
      guard configuration.decomposition != nil || Replacement.isNeeded(module.linear.weight, by: weight) else { continue }
      adaptation.modules[index].replacement = Replacement(
        module.linear, by: weight, isTied: module.isTied, isForeign: true)
    }
    if let decomposition = configuration.decomposition { try adaptation.begin(decomposition, seed: 0) }
    for (module, keys) in zip(adaptation.modules, tensors.adapterKeys) {
      module.adapter.down.value = try file.tensor(keys.down).copy()
      module.adapter.up.value = try file.tensor(keys.up).copy()
      module.adapter.magnitude?.value = try file.tensor(keys.magnitude).copy()
    }
    for (bias, key) in zip(adaptation.trainedBiases, tensors.biasKeys) where file.shape(key) != nil {
      bias.parameter.value = try file.tensor(key).copy()
    }
    return (adaptation, origin)
  }
}
