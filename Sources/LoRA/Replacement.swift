import Layers
import Tensors

/// A weight that the file of an adapter brought along and that is another than the model's: for the time of the adaptation it stands in its
/// place, for every layer that shares the weight.
///
/// So PEFT loads it. It writes the weight of an adapted head; where adapters began from a head that is tied to the embedding, what was left
/// of the weight has become the embedding too.
struct Replacement {
  private let parameter: Parameter
  private let own: Tensor
  /// What the file brought (outputs, inputs).
  let given: Tensor

  /// Rounding to 16 bits changes less of a weight, and the most important part of it is more.
  private static let tolerance = 1e-2

  /// Nil when the given weight is the model's own but for rounding.
  ///
  /// - Parameter always: the given weight stands whatever the model's is.
  init?(_ parameter: Parameter, by given: Tensor, always: Bool) {
    let own = parameter.storedValue
    let values = own.widened
    let difference = given.scaled(by: -1).added(to: values)
    let limit = Self.tolerance * Self.tolerance * OptimizerKernels.sumOfSquares(values)
    guard always || OptimizerKernels.sumOfSquares(difference) > limit else { return nil }
    (self.parameter, self.own, self.given) = (parameter, own, given)
  }

  /// Puts the given weight in place.
  func apply() { parameter.value = given }

  /// Puts the model's own back.
  func revert() { parameter.value = own }
}
