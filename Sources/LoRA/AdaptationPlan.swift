import Essentials
import Layers
import Tensors

/// What an adaptation of a model would touch; making one changes nothing.
struct AdaptationPlan {
  /// A linear layer that gets an adapter.
  struct Target {
    /// The walk name.
    let name: String
    let linear: Linear
    let rank: Int
    let alpha: Double
    /// Whether another layer has the same weight.
    let isShared: Bool
    /// Whether it has that in the code of the checkpoint too.
    let isTied: Bool
  }

  let configuration: LoRAConfiguration
  /// In the order of the forward pass.
  let targets: [Target]
  /// The biases that train, each under the first of its names.
  let trainedBiases: [(name: String, parameter: Parameter)]
  let unmatched: UnmatchedNames
  /// The walk names of all the model's layers.
  let layers: [String]

  /// - Parameters:
  ///   - naming: the checkpoint's own.
  ///   - aliases: other spellings of module names that targets and patterns may use.
  init(_ configuration: LoRAConfiguration, of root: any Layer, naming: ModuleNaming, aliases: [ModuleNaming] = []) throws(LoRAError) {
    let faults = configuration.faults()
    guard faults.isEmpty else { throw LoRAError.settings(faults) }
    let namings = [naming] + aliases
    let shared = root.sharedParameters
    let work = MatchingWork()
    let matches = try configuration.targetModules.matcher(work)
    let (ranks, alphas) = (PatternMatcher(configuration.rankPattern, work), PatternMatcher(configuration.alphaPattern, work))

    var targets: [Target] = []
    var spellings: [[String]] = []
    var others: [String] = []
    var endings: Set<String> = []
    var layers: [String] = []
    root.walk { name, part in
      guard case .layer(let layer) = part else { return }
      layers.append(name)
      let linear = layer as? Linear
      if linear != nil { endings.insert(name.split(separator: ".").last.map(String.init) ?? name) }
      let names = namings.map { $0.fileName(name) }
      guard names.contains(where: matches) else { return }
      guard let linear else { return others.append(name) }
      let (rank, alpha) = (ranks.value(for: names) ?? configuration.rank, alphas.value(for: names) ?? configuration.alpha)
      let isShared = shared.contains(ObjectIdentifier(linear.weight))
      targets.append(
        Target(
          name: name, linear: linear, rank: rank, alpha: alpha, isShared: isShared,
          isTied: isShared && !naming.untied.contains(name)))
      spellings.append(names)
    }
    guard !work.isExhausted else { throw LoRAError.patternWork }
    guard others.isEmpty else { throw LoRAError.notProjections(others) }
    guard !targets.isEmpty else { throw LoRAError.nothingMatches(configuration.targetModules, endings: endings.sorted()) }

    if configuration.decomposition != nil {
      // As saved they have twice the rank.
      let small = targets.filter { min($0.linear.inputs, $0.linear.outputs) < $0.rank || $0.rank * 2 > LoRAConfiguration.rankLimit }
      if let first = small.first { throw LoRAError.rankTooLarge(rank: first.rank, modules: small.map(\.name)) }
    }

    self.configuration = configuration
    self.targets = targets
    self.layers = layers
    unmatched = UnmatchedNames(
      targets: configuration.targetModules.unmatched(in: spellings.flatMap { $0 }),
      patterns: ranks.unmatched(in: spellings) + alphas.unmatched(in: spellings), adapted: targets.map(\.name),
      endings: endings.sorted())
    guard !work.isExhausted else { throw LoRAError.patternWork }
    trainedBiases = Self.biases(configuration.bias, of: root, targets: targets)
  }

  /// The plan for settings that may use the walk's names and those of `aliases`: read as names of the first of these, a checkpoint's own, where
  /// everything has a meaning so; else in all of them at once.
  static func reading(_ configuration: LoRAConfiguration, of root: any Layer, aliases: [ModuleNaming]) throws -> AdaptationPlan {
    let naming = aliases.first ?? .walk
    let own = try? AdaptationPlan(configuration, of: root, naming: naming)
    if let own, own.unmatched.isEmpty { return own }
    do {
      return try AdaptationPlan(configuration, of: root, naming: naming, aliases: [.walk] + aliases.dropFirst())
    } catch {
      guard let own else { throw error }
      return own
    }
  }

  /// Throws every one of `weights`, by the walk names of their modules, that no adapted linear layer could have.
  func check(_ weights: [String: Tensor]) throws {
    let shapes = Dictionary(uniqueKeysWithValues: targets.map { ($0.name, $0.linear.weight.shape) })
    let faults = weights.sorted { $0.key < $1.key }.compactMap { name, weight -> Diagnostic? in
      guard let shape = shapes[name] else { return Diagnostic(.data, "there is a weight for \(name), which has no adapter") }
      guard shape != weight.shape else { return nil }
      return Diagnostic(.data, "the weight for \(name) has shape \(weight.shape), this model needs \(shape)")
    }
    guard faults.isEmpty else { throw LoRAError.settings(faults) }
  }

  private static func biases(
    _ bias: LoRAConfiguration.Bias, of root: any Layer, targets: [Target]
  ) -> [(name: String, parameter: Parameter)] {
    switch bias {
    case .none: return []
    case .loraOnly: return targets.compactMap { target in target.linear.bias.map { (target.name + ".bias", $0) } }
    case .all:
      var seen: Set<ObjectIdentifier> = []
      return root.namedParameters.filter { name, parameter in
        name.contains("bias") && seen.insert(ObjectIdentifier(parameter)).inserted
      }
    }
  }
}

extension Layer {
  /// The parameters that stand in more than one place.
  fileprivate var sharedParameters: Set<ObjectIdentifier> {
    var (seen, shared): (Set<ObjectIdentifier>, Set<ObjectIdentifier>) = ([], [])
    for (_, parameter) in namedParameters where !seen.insert(ObjectIdentifier(parameter)).inserted {
      shared.insert(ObjectIdentifier(parameter))
    }
    return shared
  }
}
