import Tensors

/// A linear map y = x Wᵀ + b over the last axis, which an adapter may add to.
public final class Linear: Layer {
  /// (outputs, inputs)
  public package(set) var weight: Parameter
  /// (outputs)
  public let bias: Parameter?
  /// What is added to the output, a low-rank adapter for example.
  public var adapter: (any Adapter)?

  /// A map whose weights are set before its first use.
  public init(inputs: Int, outputs: Int, hasBias: Bool = true) {
    weight = Parameter(shape: [outputs, inputs], acceptsHalves: true)
    bias = hasBias ? Parameter(shape: [outputs]) : nil
  }

  /// A layer that shares its weight, as the language model's head shares the embedding's.
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

  /// x (..., inputs) to (..., outputs), with the adapter's part.
  ///
  /// - Parameters:
  ///   - before: an activation that x goes through first.
  ///   - dropout: falls on what that gives.
  public func callAsFunction(_ x: Tensor, _ pass: ForwardPass, after before: Activation = .identity, dropout: Dropout? = nil) -> Tensor {
    self(RecomputableTensor(x), pass, after: before, dropout: dropout)
  }

  /// The layer over an input that may be forgotten until the backward.
  package func callAsFunction(_ x: RecomputableTensor, _ pass: ForwardPass, after before: Activation = .identity, dropout: Dropout? = nil)
    -> Tensor
  {
    let (matrix, bias, map) = (pass.stored(weight), bias.map { pass($0) }, adapter?.map(pass))
    if let map, let magnitude = adapter?.magnitude(of: weight, pass) {
      return x.linear(matrix, bias, after: before, dropout: dropout, lowRank: map, magnitude: magnitude)
    }
    return x.linear(matrix, bias, after: before, dropout: dropout, lowRank: map)
  }
}

/// Adds something learned to a linear layer's output.
public protocol Adapter: Layer {
  /// What is added, for one pass: it reads what the layer reads.
  func map(_ pass: ForwardPass) -> LowRankMap
  /// The lengths that the rows of weight and map together have of their own, for one pass; nil: those that they come to.
  func magnitude(of weight: Parameter, _ pass: ForwardPass) -> RowMagnitude?
}

extension Adapter {
  /// None.
  public func magnitude(of weight: Parameter, _ pass: ForwardPass) -> RowMagnitude? { nil }
}
