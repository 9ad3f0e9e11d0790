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
  /// A weight that another layer shares stays as it is there: the two are tied no more. But a rounded one is rounded for both, as in PEFT,
  /// where it cannot be converted back. The former weights are kept, at the price of a copy of the adapted ones.
  ///
  /// - Throws: `LoRAError` when a weight cannot be decomposed; the adapters are then taken off again.
  func begin(_ decomposition: WeightDecomposition, seed: UInt64) throws {
    do {
      try decompose(decomposition, seed: seed)
    } catch {
      remove()
      throw error
    }
  }

  private func decompose(_ decomposition: WeightDecomposition, seed: UInt64) throws {
    for index in modules.indices where modules[index].replacement == nil {
      try StopToken.ofReading.check()
      let (linear, adapter) = (modules[index].linear, modules[index].adapter)
      let weight = linear.weight
      var generator = PhiloxGenerator(seed: seed, stream: LowRankAdapter.stream(ofModule: index))
      var kept: Tensor?
      do {
        (adapter.down.value, adapter.up.value, kept) = try decomposition.factors(
          of: weight.value, rank: adapter.down.shape[0], scaling: adapter.scaling, generator: &generator)
      } catch {
        throw LoRAError.cannotDecompose(modules[index].name, hasLAPACK: error != .noLAPACK)
      }
      try StopToken.ofReading.check()
      if let kept, modules[index].isTied, !decomposition.isConvertible {
        // Whoever reads the adapters rounds again, and has one weight for both.
        modules[index].replacement = Replacement(linear, by: kept, isTied: true, isForeign: false)
        continue
      }
      let conversion = Conversion(
        original: weight, base: Parameter(kept ?? adapter.added(to: weight.value, sign: -1)), down: adapter.down.value.copy(),
        up: adapter.up.value.copy())
      linear.weight = conversion.base
      modules[index].conversion = conversion
    }
  }

  /// The values of an adapter's A and B for the model's own weights: of one that began from a weight, [A; A₀] and [B, -B₀], twice the rank.
  /// Where another weight stands, to be saved beside them, A₀ and B₀ are zero. Those that LoftQ began stay as they are: whoever reads them
  /// rounds the weight again.
  func valuesForOriginalWeight(_ module: Module) -> (down: Tensor, up: Tensor) {
    let (down, up) = (module.adapter.down.value, module.adapter.up.value)
    guard isConverted else { return (down, up) }
    let rank = down.shape[0]
    let first = module.conversion.map { ($0.down, $0.up) } ?? (.zeros(down.shape), .zeros(up.shape))
    let rows = stride(from: 0, to: up.count, by: rank).flatMap { start in
      (0..<rank).map { up.pointer[start + $0] } + (0..<rank).map { -first.1.pointer[start + $0] }
    }
    return (Tensor(down.values + first.0.values, shape: [2 * rank, down.shape[1]]), Tensor(rows, shape: [up.shape[0], 2 * rank]))
  }

  /// Whether adapters are written with twice their rank.
  var isConverted: Bool { configuration.decomposition?.isConvertible == true }

  /// The settings that go with these values.
  var configurationForOriginalWeights: LoRAConfiguration {
    var configuration = configuration
    configuration.dropout = dropout
    guard isConverted else { return configuration }
    configuration.decomposition = nil
    configuration.initialization = .kaiming
    // The scaling stays what it is.
    let factor = configuration.alphaFactorOfTwiceTheRank
    configuration.alpha *= factor
    configuration.rank *= 2
    configuration.alphaPattern = configuration.alphaPattern.mapValues { $0 * factor }
    configuration.rankPattern = configuration.rankPattern.mapValues { $0 * 2 }
    return configuration
  }
}
