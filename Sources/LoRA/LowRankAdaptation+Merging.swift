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
      let original = module.linear.weight
      unmerged.append(original)
      module.linear.weight = Parameter(module.adapter.merged(into: original.value))
      module.linear.adapter = nil
    }
  }

  /// Puts the former weights and the adapters back, to the bit.
  public func unmerge() {
    for (module, original) in zip(modules, unmerged) {
      module.linear.weight = original
      module.linear.adapter = module.adapter
    }
    unmerged = []
  }
}
