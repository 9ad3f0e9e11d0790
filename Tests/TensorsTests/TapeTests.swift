import Tensors
import TestSupport
import Testing

@Suite struct TapeTests {
  @Test func gradientsOfAVariableThatIsUsedTwiceAddUp() {
    let tape = Tape()
    let x = tape.leaf(Tensor([1, 2, 3], shape: [3]))
    let y = x.added(to: x).added(to: x)
    tape.backward(y, gradient: Tensor([1, 10, 100], shape: [3]))
    #expect(tape.gradient(of: x)?.values == [3, 30, 300])
  }

  @Test func aLeafsFormerGradientIsAddedToInPlace() {
    let pool = StoragePool()
    StoragePool.$current.withValue(pool) {
      let tape = Tape()
      let x = tape.leaf(Tensor([1, 2], shape: [2]), gradient: Tensor([5, 6], shape: [2]))
      let start = Tensor([1, 1], shape: [1, 2])
      let reserved = pool.reservedBytes
      tape.backward(x.reshaped([1, 2]), gradient: start)
      #expect(tape.gradient(of: x)?.values == [6, 7])
      #expect(start.values == [1, 1])
      #expect(pool.reservedBytes == reserved)
    }
  }

  /// A gradient that two inputs share is copied before one of them adds to it.
  @Test func sharedGradientsAreNotWrittenTo() {
    let tape = Tape()
    let (x, y) = (tape.leaf(Tensor([1, 2], shape: [2])), tape.leaf(Tensor([3, 4], shape: [2])))
    let sum = x.added(to: y)
    let start = Tensor([1, 2], shape: [2])
    tape.backward(sum.added(to: x), gradient: start)
    #expect(tape.gradient(of: x)?.values == [2, 4])
    #expect(tape.gradient(of: y)?.values == [1, 2])
    #expect(start.values == [1, 2])
  }

  @Test func scaleGoesIntoEveryGradient() {
    let tape = Tape()
    let logits = tape.leaf(Tensor([0, 0], shape: [1, 2]))
    tape.backward(logits.crossEntropySum(labels: [1], ignoring: -100), scale: 4)
    #expect(tape.gradient(of: logits)?.values == [2, -2])
  }

  @Test func whatNothingDependsOnHasNoGradient() {
    let tape = Tape()
    let (x, y) = (tape.leaf(.zeros([2])), tape.leaf(.zeros([2])))
    _ = y.activated(.gelu)
    tape.backward(x.reshaped([2, 1]), gradient: .zeros([2, 1]))
    #expect(tape.gradient(of: x) != nil && tape.gradient(of: y) == nil)
  }

  /// A backward may write over what its operation kept only when nobody else reads it.
  @Test func keptTensorsThatOthersReadStayAsTheyAre() {
    let values: [Float] = [0.5, -1, 2, 0.25, 1, -0.5]
    let x = Tensor(values, shape: [2, 3])
    let (ones, zeros) = (Tensor(repeating: 1, shape: [3]), Tensor.zeros([3]))
    let operations: [(Tensor) -> Tensor] = [
      { $0.activated(.gelu) }, { $0.layerNormalized(ones, zeros, epsilon: 1e-5) }, { $0.crossEntropySum(labels: [0, 2], ignoring: -100) },
    ]
    for operation in operations {
      let tape = Tape()
      let output = operation(tape.leaf(x))
      tape.backward(output, gradient: Tensor(repeating: 1, shape: output.shape))
      #expect(x.values == values)
    }
  }

  /// The logits of a head are nobody's but the loss's: their gradient takes their place.
  @Test func theLossWritesOverItsLogits() {
    let pool = StoragePool()
    StoragePool.$current.withValue(pool) {
      let weight = Tensor(repeating: 0.5, shape: [5000, 2])
      let x = Tensor(repeating: 1, shape: [3, 2])
      let tape = Tape()
      let loss = tape.leaf(x).linear(weight, nil).crossEntropySum(labels: [1, 2, 3], ignoring: -100)
      let before = pool.reservedBytes
      tape.backward(loss)
      #expect(pool.reservedBytes - before < 5000 * 4)
    }
  }
}
