import Essentials
import Florence
import Layers
import LoRA
import SystemPackage
import Tensors

extension Configuration {
  /// Takes over what the adapters of a checkpoint decide: their own settings, and the base model where they name one or their run
  /// knows it, with the size of its images.
  ///
  /// - Parameter checkpoint: a run folder, one of its checkpoints, or the folder of a PEFT adapter.
  /// - Throws: `Faults` when there are no adapters, or adapters that cannot be trained further.
  public mutating func adopt(adaptersOf checkpoint: FilePath) throws {
    let folder = try CheckpointFolder.find(checkpoint).adapters()
    let adapters = try LowRankAdaptation.configuration(of: folder)
    take(try LowRankAdaptation.origin(of: folder))
    if let run = try CheckpointFolder(path: folder).runConfiguration() {
      (modelID, revision, imageSize, stretchesGrey) = (run.modelID, run.revision, run.imageSize, run.stretchesGrey)
    }
    loraDropout = adapters.dropout
    try adopt(adapters, targets: nil)
  }

  /// Takes the base model that adapters were trained on, as far as they name it.
  mutating func take(_ origin: AdapterOrigin) {
    modelID = origin.baseModel ?? modelID
    revision = origin.revision ?? revision
  }

  /// Takes over the adapters' own settings, but for their dropout.
  ///
  /// - Parameters:
  ///   - unmatched: what the adapters' settings name that their model does not have, and is left out; nil: nothing is known of it.
  ///   - targets: whole names of the adapted modules, for adapters that a pattern placed; nil: the targets stay as they are then.
  /// - Throws: `Faults` when a setting cannot take a value of theirs.
  fileprivate mutating func adopt(_ adapters: LoRAConfiguration, without unmatched: UnmatchedNames? = nil, targets: [String]?) throws {
    var changed = self
    (changed.loraRank, changed.loraAlpha) = (adapters.rank, adapters.alpha)
    (changed.usesRSLoRA, changed.usesDoRA, changed.bias) = (adapters.usesRSLoRA, adapters.usesDoRA, adapters.bias)
    changed.rankPattern = adapters.rankPattern.without(unmatched)
    changed.alphaPattern = adapters.alphaPattern.without(unmatched)
    changed.loraInitialization = AdapterInitialization(of: adapters)
    if case .loftq(let settings)? = adapters.decomposition {
      (changed.loftqBits, changed.loftqIterations) = (settings.bits, settings.iterations)
    }
    if case .names(let names) = adapters.targetModules {
      let missing = AdapterTargets.areStandard(names) ? [] : unmatched?.targets ?? []
      changed.targetModules = .names(names.filter { !missing.contains($0) })
    } else if let targets {
      changed.targetModules = .names(targets)
    }
    try changed.check()
    self = changed
  }
}

extension ModulePatterns {
  /// Those of them that mean a module.
  fileprivate func without(_ unmatched: UnmatchedNames?) -> ModulePatterns {
    ModulePatterns(entries.filter { unmatched?.patterns.contains($0.pattern) != true }.map { ($0.pattern, $0.value) })
  }
}

extension LoadedModel {
  /// Fits the adapters of a checkpoint, to be trained further with the dropout of `configuration`, which gets all their other settings.
  ///
  /// - Throws: `Faults` when the adapters are not for this model, or `configuration` does not train what they change.
  func makeTrainable(_ configuration: inout Configuration, adaptersOf checkpoint: FilePath) throws -> LowRankAdaptation {
    let folder = try CheckpointFolder.find(checkpoint).adapters()
    guard configuration.training == .lora else {
      throw Faults(
        .value, "training=\(configuration.training.rawValue) trains no adapters, and \(folder) has some", hint: "leave training at lora")
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

  /// - Throws: `Faults` when there is an adapter in what is frozen, or a setting cannot take a value of the adapters'.
  private func adopt(_ adaptation: LowRankAdaptation, of folder: FilePath, _ configuration: inout Configuration) throws {
    let modules = adaptation.modules.map(\.name)
    if configuration.freezesVision, let module = modules.first(where: Self.isVision) {
      throw Faults(
        .value, "freeze_vision=true, and there is an adapter at \(naming.fileName(module))", file: folder.string,
        hint: "leave freeze_vision at false")
    }
    try configuration.adopt(adaptation.configuration, without: adaptation.unmatched, targets: modules.map(naming.fileName))
    adaptation.dropout = configuration.loraDropout
  }

  /// Modules whose work is done once and kept when vision is frozen.
  private static let visionModules = ["model.vision_tower.", "model.multi_modal_projector."]

  /// Whether a module or a weight is the vision tower's or the projector's.
  static func isVision(_ name: String) -> Bool { visionModules.contains { name.hasPrefix($0) } }

  /// Microsoft's spelling of module names.
  static let microsoftNaming = ModuleNaming(
    ignoring: ["language_model.final_logits_bias", "visual_temporal_embed.pos_idx_to_embed"], untying: ["lm_head"],
    aliases: embeddings("language_model.model.")
  ) { CheckpointNames.name($0, in: .microsoft) ?? $0 }

  /// Transformers' spelling, which is the walk's.
  static let transformersNaming = ModuleNaming(
    ignoring: ["model.multi_modal_projector.visual_temporal_embed.pos_idx_to_embed"], aliases: embeddings("model.language_model.")
  ) { $0 }

  /// Encoder and decoder have the embedding table under names of their own too.
  private static func embeddings(_ beginning: String) -> [String: String] {
    ["\(beginning)encoder.embed_tokens.weight", "\(beginning)decoder.embed_tokens.weight"].reduce(into: [:]) {
      $0[$1] = "model.language_model.shared.weight"
    }
  }

  /// How adapter files for this model's checkpoint spell module names.
  var naming: ModuleNaming { namings[0] }

  /// Every spelling that adapter files may have, the checkpoint's own first.
  var namings: [ModuleNaming] {
    let (microsoft, transformers) = (Self.microsoftNaming, Self.transformersNaming)
    return model.configuration.layout == .microsoft ? [microsoft, transformers] : [transformers, microsoft]
  }

  /// Makes trainable what `configuration` trains: new adapters, whose adaptation is returned, or the weights themselves.
  ///
  /// - Parameter weights: the foreign weights of adapters that the new ones take the place of.
  /// - Throws: `LoRAError` for targets that mean no module, and patterns that mean no adapter.
  func makeTrainable(_ configuration: Configuration, weights: [String: Tensor] = [:]) throws -> LowRankAdaptation? {
    guard configuration.training == .lora else {
      model.setTrainable { !(configuration.freezesVision && Self.isVision($0)) }
      return nil
    }
    var targets = targetModules(of: configuration)
    let meant = try check(configuration, targets)
    if configuration.freezesVision { targets = try languageModules(among: meant, targets) }
    return try LowRankAdaptation(
      configuration.loraConfiguration(targets), of: model, seed: UInt64(configuration.seed), aliases: namings,
      weights: weights)
  }

  /// Refuses names and patterns that the model has nothing for, but for those of the trainer's own list.
  ///
  /// - Returns: the walk names of the modules that are meant.
  private func check(_ configuration: Configuration, _ targets: TargetModules) throws -> [String] {
    let unmatched = try LowRankAdaptation.unmatchedNames(configuration.loraConfiguration(targets), of: model, aliases: namings)
    let mayMiss = configuration.targetModules.areStandard
    guard unmatched.patterns.isEmpty, mayMiss || unmatched.targets.isEmpty else { throw LoRAError.unmatched(unmatched) }
    return unmatched.adapted
  }

  /// The modules that the settings mean, in a spelling of which the checkpoint's is one.
  private func targetModules(of configuration: Configuration) -> TargetModules {
    switch configuration.targetModules {
    case .names(let names): return .names(names)
    case .pattern(let pattern): return .pattern(pattern)
    case .allLinear:
      // As in PEFT: without the head; and Microsoft's projector has a bare matrix where transformers' has a linear module.
      let bare = model.configuration.layout == .microsoft ? "model.multi_modal_projector.image_projection" : nil
      return .names(model.namedLinears.map(\.name).filter { $0 != "lm_head" && $0 != bare }.map(naming.fileName))
    }
  }

  /// The whole names, in the checkpoint's spelling, of those of the modules that are outside the vision tower and the projector.
  private func languageModules(among modules: [String], _ targets: TargetModules) throws -> TargetModules {
    let names = modules.filter { !Self.isVision($0) }
    guard !names.isEmpty else {
      throw Faults(
        .value, "freeze_vision=true leaves no module for target_modules: \(targets)",
        hint: "name modules of the language model, or set freeze_vision=false")
    }
    return .names(names.map(naming.fileName))
  }
}
