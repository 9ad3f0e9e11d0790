/// A large tensor that an operation needs again in its backward: kept, or forgotten and made once more from something smaller.
package struct Remade {
  /// The tensor of the forward pass.
  package let tensor: Tensor
  /// Makes it again, to the same bits; nil when it is to be kept.
  fileprivate let again: (() -> Tensor)?

  /// A tensor that is kept.
  package init(_ tensor: Tensor) { (self.tensor, again) = (tensor, nil) }

  fileprivate init(_ tensor: Tensor, again: @escaping () -> Tensor) { (self.tensor, self.again) = (tensor, again) }

  /// What an operation keeps of it.
  var memory: Memory { again.map(Memory.maker) ?? .tensor(tensor.detached) }

  /// What is left of it until the backward.
  enum Memory {
    case tensor(Tensor)
    case maker(() -> Tensor)

    /// For `Operation.saved`.
    var saved: [Tensor] { if case .tensor(let tensor) = self { [tensor] } else { [] } }

    var tensor: Tensor {
      switch self {
      case .tensor(let tensor): tensor
      case .maker(let again): again()
      }
    }
  }
}

extension Tape {
  /// What `body` makes of `input`, which alone is kept: in the backward it runs once more, unrecorded.
  ///
  /// `body` must do the same each time.
  package func remade(_ input: Tensor, _ body: @escaping (Tensor) -> Tensor) -> Remade {
    let source = input.detached
    return Remade(body(input)) { [unowned self] in unrecorded { body(source).detached } }
  }
}
