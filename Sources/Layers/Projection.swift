import Tensors

/// A linear map y = x Wᵀ + b over the last axis, which an adapter may add to.
public final class Projection: Layer {
  /// (outputs, inputs)
  public package(set) var weight: Parameter
  /// (outputs)
  public let bias: Parameter?
  /// What is added to the output, a low-rank adapter for example.
  public var adapter: (any Adapter)?

  /// A map whose weights are set before its first use.
  public init(inputs: Int, outputs: Int, hasBias: Bool = true) {
    weight = Parameter(shape: [outputs, inputs])
    bias = hasBias ? Parameter(shape: [outputs]) : nil
  }

  /// A projection that shares its weight, as the language model's head shares the embedding's.
  public init(tiedTo weight: Parameter) {
    self.weight = weight
    bias = nil
  }

  /// Width of what it reads.
  public var inputs: Int { weight.shape[1] }
  /// Width of what it writes.
  public var outputs: Int { weight.shape[0] }

  /// `weight`, `bias` if there is one, and the adapter's.
  public var members: [Member] {
    [Member("weight", weight)] + (bias.map { [Member("bias", $0)] } ?? []) + (adapter?.members ?? [])
  }

  /// x (..., inputs) to (..., outputs); the activation comes after the adapter.
  public func callAsFunction(_ x: Tensor, _ pass: Pass, activation: Activation = .identity) -> Tensor {
    guard let adapter else { return x.linear(pass(weight), bias.map { pass($0) }, activation: activation) }
    let adapted = adapter(x.linear(pass(weight), bias.map { pass($0) }), input: x, pass)
    return activation == .identity ? adapted : adapted.activated(activation)
  }
}

/// Adds something learned to a projection's output.
public protocol Adapter: Layer {
  /// The projection's `output` (..., outputs) with the adapter's part for `input` (..., inputs) added.
  func callAsFunction(_ output: Tensor, input: Tensor, _ pass: Pass) -> Tensor
}
