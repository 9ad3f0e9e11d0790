import Layers

extension LowRankAdaptation {
  /// Whether the adapters' products are in the weights now.
  public var isMerged: Bool { !unmerged.isEmpty }

  /// Puts W + scaling · B A in the place of each adapted weight and takes the adapters off.
  ///
  /// The merged weights are new parameters, so a weight that another layer shares stays as it is there: the two are tied no more. The
  /// former parameters are kept, so `unmerge` is exact, at the price of a copy of the adapted weights while merged.
  public func merge() {
    guard !isMerged else { return }
    for module in modules {
      let original = module.projection.weight
      unmerged.append(original)
      module.projection.weight = Parameter(module.adapter.merged(into: original.value))
      module.projection.adapter = nil
    }
  }

  /// Puts the former weights and the adapters back, to the bit.
  public func unmerge() {
    for (module, original) in zip(modules, unmerged) {
      module.projection.weight = original
      module.projection.adapter = module.adapter
    }
    unmerged = []
  }
}
