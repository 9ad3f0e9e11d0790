import Essentials
import Layers
import Tensors

/// The low-rank adapters of one model: fitted, counted, merged and taken off again.
public final class LowRankAdaptation {
  /// An adapted linear layer.
  public struct Module {
    /// The walk name.
    public let name: String
    let linear: Linear
    /// What is added to it.
    public let adapter: LowRankAdapter
    /// Rows of A and columns of B.
    public let rank: Int
    /// What the adapter's scaling is in proportion to.
    public let alpha: Double
    /// Whether another layer has the same weight.
    let isShared: Bool
    /// Whether it has that in the code of the checkpoint, or of the file's, too.
    let isTied: Bool
    /// What was taken out of the weight; nil where nothing was.
    var conversion: Conversion?
    /// What stands in the place of the weight; nil where the model's own does.
    var replacement: Replacement?

    /// The weight (outputs, inputs) that came with the adapters' file and stands in the place of the model's own.
    var foreignWeight: Tensor? { replacement.flatMap { $0.isForeign ? $0.given : nil } }
  }

  /// The settings of every adapter.
  public let configuration: LoRAConfiguration
  /// In the order of the forward pass.
  public internal(set) var modules: [Module]
  /// What the settings name that the model does not have.
  public let unmatched: UnmatchedNames
  /// Single names of the target list that mean no module; the rest of the list did.
  public var unmatchedTargets: [String] { unmatched.targets }
  /// The walk names of all the model's layers.
  let layers: [String]

  /// How much of the model trains.
  public let counts: Counts

  /// Biases that train, with the values that they had before.
  let trainedBiases: [(name: String, parameter: Parameter, original: Tensor)]
  /// The linear layers' own weights while the merged ones stand in their places.
  var unmerged: [Parameter] = []

  /// Fits an adapter to every linear layer below `root` that the target list means, and freezes everything else.
  ///
  /// The beginning of each adapter is a function of `seed` and its number among the adapted modules.
  /// - Parameters:
  ///   - aliases: other namings of the model's modules that the settings may use, the checkpoint's own first.
  ///   - weights: those that stand in the place of the model's own, by the walk names of their modules: the `foreignWeights` of adapters that
  ///     these go on from.
  /// - Throws: `LoRAError` for settings out of range, targets that mean nothing or something else than linear layers, or weights that do not fit.
  public convenience init(
    _ configuration: LoRAConfiguration, of root: any Layer, seed: UInt64, aliases: [ModuleNaming] = [], weights: [String: Tensor] = [:]
  ) throws {
    let plan = try AdaptationPlan.reading(configuration, of: root, aliases: aliases)
    try plan.check(weights)
    self.init(plan, of: root)
    for (index, module) in modules.enumerated() {
      guard let weight = weights[module.name] else { continue }
      modules[index].replacement = Replacement(module.linear, by: weight, isTied: module.isTied, isForeign: true)
    }
    if let decomposition = configuration.decomposition {
      try begin(decomposition, seed: seed)
    } else {
      for (index, module) in modules.enumerated() {
        module.adapter.initialize(configuration.initialization, seed: seed, index: index)
      }
    }
    for module in modules { module.adapter.beginMagnitude(beside: module.linear.weight) }
  }

  /// What `configuration` names that a model does not have; the model stays as it is.
  ///
  /// - Throws: as the fitting would, but for what only the weights' numbers can tell.
  public static func unmatchedNames(
    _ configuration: LoRAConfiguration, of root: any Layer, aliases: [ModuleNaming] = []
  ) throws -> UnmatchedNames {
    try AdaptationPlan.reading(configuration, of: root, aliases: aliases).unmatched
  }

  /// Fits adapters that have no values yet.
  init(_ plan: AdaptationPlan, of root: any Layer) {
    configuration = plan.configuration
    unmatched = plan.unmatched
    layers = plan.layers
    precondition(plan.targets.allSatisfy { $0.linear.adapter == nil }, "the model has adapters already")
    root.setTrainable { _ in false }
    modules = plan.targets.map { target in
      let linear = target.linear
      let adapter = LowRankAdapter(
        inputs: linear.inputs, outputs: linear.outputs, rank: target.rank,
        scaling: plan.configuration.scaling(rank: target.rank, alpha: target.alpha), dropout: plan.configuration.dropout,
        hasMagnitude: plan.configuration.usesDoRA)
      linear.adapter = adapter
      return Module(
        name: target.name, linear: linear, adapter: adapter, rank: target.rank, alpha: target.alpha,
        isShared: target.isShared, isTied: target.isTied)
    }
    trainedBiases = plan.trainedBiases.map { name, parameter in
      parameter.isTrainable = true
      return (name, parameter, parameter.value)
    }
    counts = Counts(modules: modules.count, trainable: root.trainableCount, all: root.parameterCount)
  }

  /// Weights (outputs, inputs) that came with the adapters' file and stand in the place of the model's own, by the walk names of their modules.
  public var foreignWeights: [(module: String, weight: Tensor)] {
    modules.compactMap { module in module.foreignWeight.map { (module.name, $0) } }
  }

  /// The probability that an element of an adapter's input is dropped in training; may be changed between steps.
  public var dropout: Double {
    get { modules.first?.adapter.dropout ?? configuration.dropout }
    set { for module in modules { module.adapter.dropout = newValue } }
  }

  /// Puts adapters that were taken off on again, with the values that they have, and freezes everything else.
  public func attach(to root: any Layer) {
    root.setTrainable { _ in false }
    for module in modules {
      precondition(module.linear.adapter == nil, "\(module.name) has an adapter already")
      module.linear.adapter = module.adapter
      if let conversion = module.conversion { module.linear.weight = conversion.base }
      module.replacement?.apply()
      module.adapter.isTrainable = true
    }
    for bias in trainedBiases { bias.parameter.isTrainable = true }
  }

  /// Takes the adapters off and gives trained biases their first values: the model is as it was, and frozen.
  public func remove() {
    unmerge()
    for module in modules {
      module.linear.adapter = nil
      if let conversion = module.conversion { module.linear.weight = conversion.original }
      module.replacement?.revert()
    }
    for (_, parameter, original) in trainedBiases {
      parameter.value = original
      parameter.isTrainable = false
      parameter.gradient = nil
    }
  }
}
