/// A tensor that an operation keeps for its backward and hands out there once.
///
/// The backward may write over it when it turns out to be the last reader: a gradient then needs no memory of its own.
package final class ConsumableTensor {
  private var tensor: Tensor?

  package init(_ tensor: Tensor) { self.tensor = tensor.detached }

  /// What is kept, for `Operation.saved`.
  package var saved: [Tensor] { tensor.map { [$0] } ?? [] }

  /// The tensor, and one of the same shape to write to: itself when nobody else reads it any more, else a new one.
  package func take() -> (source: Tensor, target: Tensor) {
    guard let kept = tensor.take() else { preconditionFailure("an operation's backward ran twice") }
    let shape = kept.shape
    var storage = kept.storage
    _ = consume kept
    let isLastReader = isKnownUniquelyReferenced(&storage) && storage.isPooled
    let source = Tensor(storage: storage, shape: shape)
    return (source, isLastReader ? source : Tensor(uninitialized: shape))
  }
}
