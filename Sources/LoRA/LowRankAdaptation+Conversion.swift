import Essentials
import Foundation
import Layers
import Tensors

/// What a decomposed weight was before, and how its adapter began.
struct Conversion {
  /// The model's own weight.
  let original: Parameter
  /// W - scaling · B A of the beginning, in the weight's place.
  let base: Parameter
  /// A (rank, inputs) of the beginning.
  let down: Tensor
  /// B (outputs, rank) of the beginning.
  let up: Tensor
}

extension LowRankAdaptation {
  /// Begins all adapters from the weights, and puts what remains of these in their places.
  ///
  /// A weight that another layer shares stays as it is there: the two are tied no more. The former weights are kept, at the price of a copy
  /// of the adapted ones.
  func decompose(_ decomposition: WeightDecomposition, seed: UInt64) throws {
    for index in modules.indices {
      let (projection, adapter) = (modules[index].projection, modules[index].adapter)
      let weight = projection.weight
      var generator = PhiloxGenerator(seed: seed, stream: LowRankAdapter.stream(ofModule: index))
      do {
        (adapter.down.value, adapter.up.value) = try decomposition.factors(
          of: weight.value, rank: adapter.down.shape[0], scaling: adapter.scaling, generator: &generator)
      } catch {
        throw LoRAError.cannotDecompose(modules[index].name, hasLAPACK: error != .noLAPACK)
      }
      let conversion = Conversion(
        original: weight, base: Parameter(adapter.added(to: weight.value, sign: -1)), down: adapter.down.value.copy(),
        up: adapter.up.value.copy())
      projection.weight = conversion.base
      modules[index].conversion = conversion
    }
  }

  /// The values of an adapter's A and B for the model's own weights: of one that began from a weight, [A; A₀] and [B, -B₀], twice the rank.
  static func valuesForOriginalWeight(_ module: Module) -> (down: Tensor, up: Tensor) {
    let (down, up) = (module.adapter.down.value, module.adapter.up.value)
    guard let conversion = module.conversion else { return (down, up) }
    let rank = down.shape[0]
    let rows = stride(from: 0, to: up.count, by: rank).flatMap { start in
      (0..<rank).map { up.pointer[start + $0] } + (0..<rank).map { -conversion.up.pointer[start + $0] }
    }
    return (
      Tensor(down.values + conversion.down.values, shape: [2 * rank, down.shape[1]]), Tensor(rows, shape: [up.shape[0], 2 * rank])
    )
  }

  /// The settings that go with these values.
  var configurationForOriginalWeights: LoRAConfiguration {
    var configuration = configuration
    configuration.dropout = dropout
    guard configuration.decomposition != nil else { return configuration }
    configuration.decomposition = nil
    configuration.initialization = .kaiming
    // The scaling stays what it is.
    configuration.alpha *= configuration.usesRSLoRA ? 2.0.squareRoot() : 2
    configuration.rank *= 2
    return configuration
  }
}
