/// Settings of an adaptation as a file in one naming has them: PEFT, which knows that naming alone, fits the same adapters by them.
///
/// Settings are left as they were given where that holds, and name whole modules otherwise.
struct AdapterSpelling {
  let naming: ModuleNaming
  /// The walk names of all the model's layers.
  let layers: [String]
  let modules: [LowRankAdaptation.Module]
  /// Whether the adapters are written with twice their rank.
  let isConverted: Bool

  /// - Parameter configuration: settings in any spelling that the fit understood.
  func spelled(_ configuration: LoRAConfiguration) -> LoRAConfiguration {
    var spelled = configuration
    spelled.targetModules = targets(configuration.targetModules)
    spelled.rankPattern = patterns(configuration.rankPattern, otherwise: configuration.rank) { isConverted ? $0.rank * 2 : $0.rank }
    let factor = isConverted ? configuration.alphaFactorOfTwiceTheRank : 1
    spelled.alphaPattern = patterns(configuration.alphaPattern, otherwise: configuration.alpha) { $0.alpha * factor }
    return spelled
  }

  private func targets(_ targets: TargetModules) -> TargetModules {
    let adapted = Set(modules.map(\.name))
    if let matches = try? targets.matcher(), layers.allSatisfy({ matches(naming.fileName($0)) == adapted.contains($0) }) { return targets }
    return .names(modules.map { naming.fileName($0.name) })
  }

  /// Patterns in any order, for JSON objects have none, and readers sort them.
  private func patterns<Value: Sendable & Hashable>(
    _ patterns: ModulePatterns<Value>, otherwise standard: Value, _ value: (LowRankAdaptation.Module) -> Value
  ) -> ModulePatterns<Value> {
    let matcher = PatternMatcher(patterns)
    let areFaithful = modules.allSatisfy { module in
      let given = matcher.values(for: naming.fileName(module.name))
      return (given.isEmpty ? [standard] : given).allSatisfy { $0 == value(module) }
    }
    if areFaithful { return patterns }
    return ModulePatterns(
      modules.filter { value($0) != standard }.map { module in
        ("^" + naming.fileName(module.name).replacing(".", with: "\\."), value(module))
      })
  }
}
