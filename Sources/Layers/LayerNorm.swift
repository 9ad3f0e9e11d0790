import Tensors

/// Layer normalisation over the last axis, with the biased variance.
public final class LayerNorm: Layer {
  /// (width)
  public let weight: Parameter
  /// (width)
  public let bias: Parameter
  /// What is added to the variance.
  public let epsilon: Double

  /// A norm whose values are set before its first use.
  public init(width: Int, epsilon: Double) {
    self.epsilon = epsilon
    weight = Parameter(shape: [width])
    bias = Parameter(shape: [width])
  }

  /// `weight` and `bias`.
  public var members: [Member] { [Member("weight", weight), Member("bias", bias)] }

  /// x (..., width), normalised.
  public func callAsFunction(_ x: Tensor, _ pass: ForwardPass) -> Tensor {
    x.layerNormalized(pass(weight), pass(bias), epsilon: Float(epsilon))
  }

  /// The post-norm residual step: `residual` plus `x` after dropout, normalised.
  public func callAsFunction(_ x: Tensor, addedTo residual: Tensor, dropout: Dropout?, _ pass: ForwardPass) -> Tensor {
    x.addedAndNormalized(to: residual, dropout: dropout, pass(weight), pass(bias), epsilon: Float(epsilon))
  }
}
