import Florence
import Layers
import LoRA

extension Configuration {
  /// The adapters' settings, but for where they go.
  func loraConfiguration(_ targets: TargetModules) -> LoRAConfiguration {
    LoRAConfiguration(
      rank: loraRank, alpha: loraAlpha, dropout: loraDropout, usesRSLoRA: usesRSLoRA, bias: .init(rawValue: bias) ?? .none,
      initialization: .init(rawValue: loraInitialization) ?? .gaussian, targetModules: targets)
  }
}

extension OpenedModel {
  /// Modules whose work is done once and kept when vision is frozen.
  private static let visionModules = ["model.vision_tower.", "model.multi_modal_projector."]

  private static func isVision(_ name: String) -> Bool { visionModules.contains { name.hasPrefix($0) } }

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
