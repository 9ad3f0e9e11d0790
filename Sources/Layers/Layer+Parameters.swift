extension Layer {
  /// Every parameter below once, under the first of its names: what an optimizer changes and what a file holds.
  public var uniqueParameters: [(name: String, parameter: Parameter)] {
    var seen: Set<ObjectIdentifier> = []
    return namedParameters.filter { seen.insert(ObjectIdentifier($0.parameter)).inserted }
  }

  /// The parameters that are the model's own, once each: those of adapters left out.
  public var ownParameters: [(name: String, parameter: Parameter)] {
    let adapters = namedLinears.compactMap(\.linear.adapter)
    let added = Set(adapters.flatMap(\.namedParameters).map { ObjectIdentifier($0.parameter) })
    return uniqueParameters.filter { !added.contains(ObjectIdentifier($0.parameter)) }
  }

  /// Number of weights, a tied one counted once.
  public var parameterCount: Int { uniqueParameters.reduce(0) { $0 + $1.parameter.count } }

  /// Number of weights that the optimizer changes.
  public var trainableCount: Int { uniqueParameters.reduce(0) { $0 + ($1.parameter.isTrainable ? $1.parameter.count : 0) } }

  /// Makes exactly those parameters trainable whose name `isTrainable` accepts; of a tied one, one accepted name is enough.
  public func setTrainable(where isTrainable: (_ name: String) -> Bool) {
    let named = namedParameters
    for (_, parameter) in named {
      parameter.isTrainable = false
      parameter.gradient = nil
    }
    for (name, parameter) in named where isTrainable(name) { parameter.isTrainable = true }
  }

  /// Weights that are mapped from a file need not stay in memory until the next use: a step's memory is largest when it is through with
  /// some of them.
  public func releaseMappedWeights() {
    for (_, parameter) in namedParameters where parameter.isInitialized { parameter.storedValue.releasePages() }
  }

  /// Forgets the gradients, as an optimizer does after its step.
  public func clearGradients() {
    for (_, parameter) in namedParameters { parameter.gradient = nil }
  }
}
