import Essentials
import Tensors
import TestSupport
import Testing

/// Linear maps whose rows have lengths of their own, against PEFT's layer.
@Suite struct RowMagnitudeTests {
  private static let inputs = ["x", "weight", "bias", "down", "up", "magnitude"]
  private static let scaling: Float = 0.75

  private func map(_ values: [Tensor], activation: Activation = .identity, first: Dropout? = nil, second: Dropout?) -> Tensor {
    let lengths = StoredTensor(values[1].detached).rowLengths(adding: values[4].detached, values[3].detached, scaling: Self.scaling)
    return RecomputableTensor(values[0]).linear(
      StoredTensor(values[1]), values[2], after: activation, dropout: first,
      lowRank: LowRankMap(down: values[3], up: values[4], scaling: Self.scaling, dropout: second),
      magnitude: RowMagnitude(values[5], over: lengths))
  }

  /// The rows' lengths count as constants, so that slopes are not the gradients.
  @Test func withoutDropout() throws {
    for reference in try ReferenceCase.all("layer", area: "dora", inputs: Self.inputs) {
      reference.check(isWhole: false) { map($0, second: nil) }
    }
  }

  @Test func withDropout() throws {
    for reference in try ReferenceCase.all("layer-dropout", area: "dora", inputs: Self.inputs) {
      let samples: [UInt32] = [5, 11]
      let dropout = Dropout(
        probability: 0.3, seed: 0x0123_4567_89AB_CDEF, epoch: 3, samples: Array(samples.prefix(reference.inputs[0].shape[0])), place: 4)
      reference.check(isWhole: false) { map($0, second: dropout) }
    }
  }

  /// What comes before the map, many rows and many columns, against the plain operations.
  @Test func afterActivationAndDropout() {
    func random(_ shape: [Int], _ stream: UInt64) -> Tensor {
      var random = PhiloxGenerator(seed: 12, stream: stream)
      return Tensor((0..<shape.elementCount).map { _ in random.normal() }, shape: shape)
    }
    let (outputs, inputs) = (90, 40)
    let values = [
      random([2, 700, inputs], 0), random([outputs, inputs], 1), random([outputs], 2), random([3, inputs], 3), random([outputs, 3], 4),
      random([outputs], 5),
    ]
    let first = Dropout(probability: 0.2, seed: 6, epoch: 1, samples: [8, 2], place: 5)
    let second = Dropout(probability: 0.3, seed: 6, epoch: 1, samples: [8, 2], place: 6)
    for dropout in [second, nil] {
      func run(_ operation: ([Tensor]) -> Tensor) -> [Tensor] {
        let tape = Tape()
        let leaves = values.map { tape.leaf($0) }
        let output = operation(leaves)
        tape.backward(output, gradient: random(output.shape, 9))
        return [output.detached] + leaves.compactMap { tape.gradient(of: $0) }
      }
      let fused = run { map($0, activation: .gelu, first: first, second: dropout) }
      let plain = run { leaves in
        let made = leaves[0].activated(.gelu).dropped(first)
        return map([made] + leaves.dropFirst(), second: dropout)
      }
      #expect(fused.count == 7 && plain.count == 7)
      for (a, b) in zip(fused, plain) { #expect(difference(a, b, relative: 1e-5, absolute: 1e-4) == nil) }
    }
  }

  @Test func aRowOfZerosStaysOne() {
    let weight = StoredTensor(Tensor([0, 0, 3, 4], shape: [2, 2]))
    let (up, down) = (Tensor.zeros([2, 1]), Tensor([1, 1], shape: [1, 2]))
    let lengths = weight.rowLengths(adding: up, down, scaling: 1)
    #expect(lengths.values == [0, 5])
    let map = LowRankMap(down: down, up: up, scaling: 1, dropout: nil)
    let output = RecomputableTensor(Tensor([1, 2], shape: [1, 2])).linear(
      weight, nil, after: .identity, dropout: nil, lowRank: map, magnitude: RowMagnitude(Tensor([0, 10], shape: [2]), over: lengths))
    #expect(output.values == [0, 22])
  }
}
