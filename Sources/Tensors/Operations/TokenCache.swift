/// Keys or values of the tokens generated so far, (batch, capacity, width), of which the first `length` tokens are filled.
package final class TokenCache {
  /// Tokens filled, the same for every sample.
  package private(set) var length = 0
  /// All rows, (batch, capacity, width), for `attention` with every key length = `length`. Shares the storage: it shows the tokens of later
  /// appends too, until the samples are reordered.
  package private(set) var tensor: Tensor
  /// Where the samples go when they are reordered.
  private var spare: Tensor?

  package init(batch: Int, capacity: Int, width: Int) {
    tensor = Tensor(uninitialized: [batch, capacity, width])
  }

  /// Appends tokens (batch, new, width).
  package func append(_ tokens: Tensor) {
    let (batch, capacity, width) = (tensor.shape[0], tensor.shape[1], tensor.shape[2])
    precondition(
      tokens.shape.count == 3 && tokens.shape[0] == batch && tokens.shape[2] == width && length + tokens.shape[1] <= capacity,
      "tokens \(tokens.shape) after \(length) of a cache \(tensor.shape)")
    let count = tokens.shape[1] * width
    for sample in 0..<batch {
      (tensor.pointer + (sample * capacity + length) * width).update(from: tokens.pointer + sample * count, count: count)
    }
    length += tokens.shape[1]
  }

  /// Makes sample i a copy of the former sample parents[i], only of the filled tokens.
  package func reorder(_ parents: [Int]) {
    let (batch, sample) = (tensor.shape[0], tensor.shape[1] * tensor.shape[2])
    precondition(
      parents.count == batch && parents.allSatisfy { 0..<batch ~= $0 }, "a cache \(tensor.shape) reordered after samples \(parents)")
    if parents.elementsEqual(0..<batch) { return }
    let target = spare ?? Tensor(uninitialized: tensor.shape)
    let source = tensor
    let filled = length * tensor.shape[2]
    Parallel.forEach(batch) { index in
      (target.pointer + index * sample).update(from: source.pointer + parents[index] * sample, count: filled)
    }
    (tensor, spare) = (target, source)
  }
}
