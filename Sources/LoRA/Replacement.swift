import Layers
import Tensors

/// A weight that stands in the place of the model's own for the time of the adaptation, for every layer that shares it.
///
/// So PEFT does it. It writes the weight of an adapted head and loads it again; and where adapters began from a head that is tied to the
/// embedding, what was left of the weight has become the embedding too.
struct Replacement {
  /// What stands there (outputs, inputs).
  let given: Tensor
  /// Whether it came from outside, as the file of an adapter brings one along: nobody finds it again by the settings.
  let isForeign: Bool
  private let parameter: Parameter
  private let own: Tensor

  /// Rounding to 16 bits changes less of a weight, and the most important part of it is more.
  private static let tolerance = 1e-2

  /// Puts a weight (outputs, inputs) in the place of the one that `parameter` has.
  init(_ parameter: Parameter, by given: Tensor, isForeign: Bool) {
    (self.parameter, own, self.given, self.isForeign) = (parameter, parameter.storedValue, given, isForeign)
    apply()
  }

  /// Whether a weight is another than the parameter's by more than rounding.
  static func isNeeded(_ parameter: Parameter, by given: Tensor) -> Bool {
    let values = parameter.value
    let difference = given.scaled(by: -1).added(to: values)
    let limit = tolerance * tolerance * OptimizerKernels.sumOfSquares(values)
    return OptimizerKernels.sumOfSquares(difference) > limit
  }

  /// Puts the given weight in place.
  func apply() { parameter.value = given }

  /// Puts the model's own back.
  func revert() { parameter.value = own }
}
