import Layers
import Tensors

/// A weight that stands in the place of a linear layer's own for the time of the adaptation, and of every layer's that is tied to it.
///
/// So PEFT does it. It writes the weight of an adapted head and loads it again; and where adapters began from a head that is tied to the
/// embedding, what was left of the weight has become the embedding too.
struct Replacement {
  /// What stands there (outputs, inputs).
  let given: Tensor
  /// Whether it came from outside, as the file of an adapter brings one along: nobody finds it again by the settings.
  let isForeign: Bool
  private let linear: Linear
  /// The linear layer's own weight, and its value.
  private let own: (parameter: Parameter, value: StoredTensor)
  /// What the linear layer has meanwhile, if it alone has it; otherwise its own parameter has another value.
  private let separate: Parameter?

  /// Rounding to 16 bits changes less of a weight, and the most important part of it is more.
  private static let tolerance = 1e-2

  /// Puts a weight (outputs, inputs) in the place of the one that `linear` has.
  ///
  /// - Parameter isTied: whether layers that share the weight get it too.
  init(_ linear: Linear, by given: Tensor, isTied: Bool, isForeign: Bool) {
    (self.linear, self.given, self.isForeign) = (linear, given, isForeign)
    own = (linear.weight, linear.weight.storedValue)
    separate = isTied ? nil : Parameter(given)
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
  func apply() { if let separate { linear.weight = separate } else { own.parameter.value = given } }

  /// Puts the model's own back.
  func revert() { if separate != nil { linear.weight = own.parameter } else { own.parameter.storedValue = own.value } }
}
