/// A tensor that an operation keeps for its backward and hands out there once.
///
/// The backward may write over it when it turns out to be the last reader: a gradient then needs no memory of its own.
package final class ConsumableTensor {
  /// Extents, outermost first.
  package let shape: [Int]
  private var tensor: Tensor?

  package init(_ tensor: Tensor) { (shape, self.tensor) = (tensor.shape, tensor.detached) }

  /// What is kept, for `Operation.saved`.
  package var saved: [Tensor] { tensor.map { [$0] } ?? [] }

  /// A tensor of the same shape that `body` makes of the one that is kept, which is then gone.
  ///
  /// - Parameter body: reads `source` and writes `target`, which are one memory when nobody else reads the tensor any more: an element
  ///   must be read before anything is written in its place.
  package func replaced(_ body: (_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>) -> Void) -> Tensor {
    guard var kept = tensor.take() else { preconditionFailure("an operation's backward ran twice") }
    if kept.isLastReader() {
      kept.withMutablePointer { body($0, $0) }
      return kept
    }
    let target = TensorBuffer(shape)
    withExtendedLifetime(kept) { body(kept.pointer, target.pointer) }
    return target.finish()
  }
}
