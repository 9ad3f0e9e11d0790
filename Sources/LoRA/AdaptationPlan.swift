import Layers

/// What an adaptation of a model would touch; making one changes nothing.
struct AdaptationPlan {
  let configuration: LoRAConfiguration
  /// The projections that get an adapter, in the order of the forward pass.
  let targets: [(name: String, projection: Projection)]
  /// The biases that train, each under the first of its names.
  let trainedBiases: [(name: String, parameter: Parameter)]
  let unmatchedTargets: [String]

  init(_ configuration: LoRAConfiguration, of root: any Layer, aliases: [ModuleNaming], file: String? = nil) throws {
    let faults = configuration.faults(file: file)
    guard faults.isEmpty else { throw LoRAError.settings(faults) }
    let matches = try configuration.targetModules.matcher()

    var targets: [(name: String, projection: Projection)] = []
    var others: [String] = []
    var endings: Set<String> = []
    var names: [String] = []
    root.walk { name, part in
      guard case .layer(let layer) = part else { return }
      let projection = layer as? Projection
      if projection != nil { endings.insert(name.split(separator: ".").last.map(String.init) ?? name) }
      let spellings = [name] + aliases.map { $0.fileName(name) }
      guard spellings.contains(where: matches) else { return }
      names += spellings
      if let projection { targets.append((name, projection)) } else { others.append(name) }
    }
    guard others.isEmpty else { throw LoRAError.notProjections(others) }
    guard !targets.isEmpty else { throw LoRAError.nothingMatches(configuration.targetModules, endings: endings.sorted()) }

    if configuration.decomposition != nil {
      // As saved they have twice the rank.
      let rank = configuration.rank
      let small = targets.filter { min($0.projection.inputs, $0.projection.outputs) < rank }.map(\.name)
      guard small.isEmpty, rank * 2 <= LoRAConfiguration.rankLimit else {
        throw LoRAError.rankTooLarge(rank: rank, modules: small.isEmpty ? targets.map(\.name) : small)
      }
    }

    self.configuration = configuration
    self.targets = targets
    unmatchedTargets = configuration.targetModules.unmatched(in: names)
    trainedBiases = Self.biases(configuration.bias, of: root, targets: targets)
  }

  private static func biases(
    _ bias: LoRAConfiguration.Bias, of root: any Layer, targets: [(name: String, projection: Projection)]
  ) -> [(name: String, parameter: Parameter)] {
    switch bias {
    case .none: return []
    case .loraOnly: return targets.compactMap { name, projection in projection.bias.map { (name + ".bias", $0) } }
    case .all:
      var seen: Set<ObjectIdentifier> = []
      return root.namedParameters.filter { name, parameter in
        name.contains("bias") && seen.insert(ObjectIdentifier(parameter)).inserted
      }
    }
  }
}
