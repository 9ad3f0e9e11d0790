/// Keys or values of the tokens generated so far, (batch, capacity, width), of which the first `length` tokens are filled.
package final class TokenCache {
  /// Tokens filled, the same for every sample.
  package private(set) var length = 0
  /// All rows, (batch, capacity, width), for `attention` with every key length = `length`; those behind hold anything. Whoever still has
  /// it when the cache changes makes the cache move to a copy.
  package private(set) var tensor: Tensor
  /// Where the samples go when they are reordered.
  private var scratch: Tensor?

  package init(batch: Int, capacity: Int, width: Int) {
    tensor = TensorBuffer([batch, capacity, width]).finish()
  }

  /// Appends tokens (batch, new, width).
  package func append(_ tokens: Tensor) {
    let (batch, capacity, width) = (tensor.shape[0], tensor.shape[1], tensor.shape[2])
    precondition(
      tokens.shape.count == 3 && tokens.shape[0] == batch && tokens.shape[2] == width && length + tokens.shape[1] <= capacity,
      "tokens \(tokens.shape) after \(length) of a cache \(tensor.shape)")
    let count = tokens.shape[1] * width
    tensor.withMutablePointer { rows in
      for sample in 0..<batch { (rows + (sample * capacity + length) * width).update(from: tokens.pointer + sample * count, count: count) }
    }
    length += tokens.shape[1]
  }

  /// Makes sample i a copy of the former sample parents[i], only of the filled tokens.
  package func reorder(_ parents: [Int]) {
    let (batch, sample) = (tensor.shape[0], tensor.shape[1] * tensor.shape[2])
    precondition(
      parents.count == batch && parents.allSatisfy { 0..<batch ~= $0 }, "a cache \(tensor.shape) reordered after samples \(parents)")
    if parents.elementsEqual(0..<batch) { return }
    var target = scratch.take() ?? TensorBuffer(tensor.shape).finish()
    let source = tensor
    let filled = length * tensor.shape[2]
    target.withMutablePointer { target in
      Parallel.unsafeForEach(batch) { index in
        (target + index * sample).update(from: source.pointer + parents[index] * sample, count: filled)
      }
    }
    (tensor, scratch) = (target, source)
  }
}
