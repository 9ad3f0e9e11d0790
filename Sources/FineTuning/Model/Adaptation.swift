import Essentials
import Florence
import Layers
import LoRA
import SystemPackage

extension Configuration {
  /// The adapters' settings, but for where they go.
  func loraConfiguration(_ targets: TargetModules) -> LoRAConfiguration {
    LoRAConfiguration(
      rank: loraRank, alpha: loraAlpha, dropout: loraDropout, usesRSLoRA: usesRSLoRA, bias: .init(rawValue: bias) ?? .none,
      initialization: .init(rawValue: loraInitialization) ?? .gaussian, decomposition: WeightDecomposition(name: loraInitialization),
      targetModules: targets)
  }
}

extension Configuration {
  /// Takes over what the adapters of a checkpoint decide: their own settings, and the base model where they name one or their run
  /// knows it, with the size of its images.
  ///
  /// - Parameter checkpoint: a run folder, one of its checkpoints, or the folder of a PEFT adapter.
  /// - Throws: `Faults` when there are no adapters, or adapters that cannot be trained further.
  public mutating func adopt(adaptersOf checkpoint: FilePath) throws {
    let folder = try CheckpointFolder.find(checkpoint).adapters()
    let adapters = try LowRankAdaptation.configuration(of: folder)
    let origin = try LowRankAdaptation.origin(of: folder)
    if let base = origin.baseModel { modelID = base }
    if let base = origin.revision { revision = base }
    if let run = try CheckpointFolder(path: folder).runConfiguration() {
      (modelID, revision, imageSize) = (run.modelID, run.revision, run.imageSize)
    }
    loraDropout = adapters.dropout
    try adopt(adapters, targets: nil)
  }

  /// - Parameter targets: whole names of the adapted modules, for adapters that a pattern placed.
  fileprivate mutating func adopt(_ adapters: LoRAConfiguration, targets: [String]?) throws {
    var values: [(name: String, value: SettingValue)] = [
      ("lora_r", .integer(adapters.rank)), ("lora_alpha", .number(adapters.alpha)), ("use_rslora", .flag(adapters.usesRSLoRA)),
      ("bias", .text(adapters.bias.rawValue)), ("init_lora_weights", .text(adapters.initialization.rawValue)),
    ]
    if case .names(let names) = adapters.targetModules {
      values.append(("target_modules", .list(names)))
    } else if let targets {
      values.append(("target_modules", .list(targets)))
    }
    try apply(values)
  }
}

extension OpenedModel {
  /// Fits the adapters of a checkpoint, to be trained further with the dropout of `configuration`, which gets all their other settings.
  ///
  /// - Throws: `Faults` when the adapters are not for this model, or `configuration` does not train what they change.
  func makeTrainable(_ configuration: inout Configuration, adaptersOf checkpoint: FilePath) throws -> LowRankAdaptation {
    let folder = try CheckpointFolder.find(checkpoint).adapters()
    guard configuration.training == "lora" else {
      throw Faults(.value, "training=\(configuration.training) trains no adapters, and \(folder) has some", hint: "leave training at lora")
    }
    let adaptation = try LowRankAdaptation.read(folder, onto: model, namings: namings).adaptation
    do {
      try adopt(adaptation, of: folder, &configuration)
      return adaptation
    } catch {
      adaptation.remove()
      throw error
    }
  }

  private func adopt(_ adaptation: LowRankAdaptation, of folder: FilePath, _ configuration: inout Configuration) throws {
    let modules = adaptation.modules.map(\.name)
    if configuration.freezesVision, let module = modules.first(where: Self.isVision) {
      throw Faults(
        .value, "freeze_vision=true, and there is an adapter at \(naming.fileName(module))", file: folder.string,
        hint: "leave freeze_vision at false")
    }
    try configuration.adopt(adaptation.configuration, targets: modules.map(naming.fileName))
    adaptation.dropout = configuration.loraDropout
  }

  /// Modules whose work is done once and kept when vision is frozen.
  private static let visionModules = ["model.vision_tower.", "model.multi_modal_projector."]

  /// Whether a module or a weight is the vision tower's or the projector's.
  static func isVision(_ name: String) -> Bool { visionModules.contains { name.hasPrefix($0) } }

  /// Microsoft's spelling of module names.
  static let originalNaming = ModuleNaming(ignoring: ["base_model.model.language_model.final_logits_bias"]) {
    CheckpointNames.name($0, in: .original) ?? $0
  }

  /// How adapter files for this model's checkpoint spell module names.
  var naming: ModuleNaming { model.configuration.layout == .original ? Self.originalNaming : .walk }

  /// Every spelling that adapter files may have, the checkpoint's own first.
  var namings: [ModuleNaming] { model.configuration.layout == .original ? [Self.originalNaming, .walk] : [.walk, Self.originalNaming] }

  /// Makes trainable what `configuration` trains: new adapters, whose adaptation is returned, or the weights themselves.
  ///
  /// - Throws: `LoRAError` for targets that mean no module.
  func makeTrainable(_ configuration: Configuration) throws -> LowRankAdaptation? {
    guard configuration.training == "lora" else {
      model.setTrainable { !(configuration.freezesVision && Self.isVision($0)) }
      return nil
    }
    var targets = TargetModules.names(configuration.targetModules)
    if configuration.freezesVision { targets = try languageModules(of: targets) }
    return try LowRankAdaptation(
      configuration.loraConfiguration(targets), of: model, seed: UInt64(configuration.seed), aliases: namings)
  }

  /// The whole names, in the checkpoint's spelling, of the modules that `targets` means outside the vision tower and the projector.
  private func languageModules(of targets: TargetModules) throws -> TargetModules {
    let matches = try targets.matcher()
    let names = model.namedProjections.map(\.name).filter { name in
      !Self.isVision(name) && namings.contains { matches($0.fileName(name)) }
    }
    return names.isEmpty ? targets : .names(names.map(naming.fileName))
  }
}
