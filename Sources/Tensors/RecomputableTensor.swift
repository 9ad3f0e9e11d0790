/// A large tensor that an operation needs again in its backward: kept, or forgotten and recomputed from something smaller.
package struct RecomputableTensor {
  /// The tensor of the forward pass.
  package let tensor: Tensor
  /// Computes it once more, to the same bits; nil when it is to be kept.
  fileprivate let recompute: (() -> Tensor)?

  /// A tensor that is kept.
  package init(_ tensor: Tensor) { (self.tensor, recompute) = (tensor, nil) }

  fileprivate init(_ tensor: Tensor, recompute: @escaping () -> Tensor) { (self.tensor, self.recompute) = (tensor, recompute) }

  /// What an operation keeps of it.
  var memory: Memory { recompute.map(Memory.recompute) ?? .tensor(tensor.detached) }

  /// What is left of it until the backward.
  enum Memory {
    case tensor(Tensor)
    case recompute(() -> Tensor)

    /// For `Operation.saved`.
    var saved: [Tensor] { if case .tensor(let tensor) = self { [tensor] } else { [] } }

    var tensor: Tensor {
      switch self {
      case .tensor(let tensor): tensor
      case .recompute(let body): body()
      }
    }
  }
}

extension Tape {
  /// What `body` makes of `input`, which alone is kept: the backward recomputes it, unrecorded.
  ///
  /// `body` must do the same each time.
  package func recomputable(_ input: Tensor, _ body: @escaping (Tensor) -> Tensor) -> RecomputableTensor {
    let source = input.detached
    return RecomputableTensor(body(input)) { [unowned self] in unrecorded { body(source).detached } }
  }
}
