import Essentials
import Tensors
import TestSupport
import Testing

/// Fused operations on many rows, in many blocks, against the plain operations they are made of.
@Suite struct CompositionTests {
  private func random(_ shape: [Int], _ stream: Int) -> Tensor {
    var random = PhiloxGenerator(seed: 11, stream: UInt64(stream))
    return Tensor((0..<shape.elementCount).map { _ in random.normal() }, shape: shape)
  }

  private let dropout = Dropout(probability: 0.2, seed: 6, epoch: 1, samples: [8, 2], place: 5)

  private func expectSame(_ shapes: [[Int]], _ one: ([Tensor]) -> Tensor, _ other: ([Tensor]) -> Tensor) {
    let inputs = shapes.enumerated().map { random($1, $0) }
    func run(_ operation: ([Tensor]) -> Tensor) -> [Tensor] {
      let tape = Tape()
      let leaves = inputs.map { tape.leaf($0) }
      let output = operation(leaves)
      tape.backward(output, gradient: random(output.shape, 99))
      return [output.detached] + leaves.compactMap { tape.gradient(of: $0) }
    }
    let (actual, expected) = (run(one), run(other))
    #expect(actual.count == inputs.count + 1 && expected.count == actual.count)
    for (index, (a, e)) in zip(actual, expected).enumerated() {
      #expect(difference(a, e, relative: 1e-5, absolute: 1e-5) == nil, "output and gradients, number \(index)")
    }
  }

  @Test(arguments: [(2100, 5, 9, 3), (300, 150, 70, 16), (40, 2000, 700, 20)])
  func addingLowRank(_ tokens: Int, _ inputs: Int, _ outputs: Int, _ rank: Int) {
    let shapes = [[2, tokens, outputs], [2, tokens, inputs], [rank, inputs], [outputs, rank]]
    for dropout in [dropout, nil] {
      expectSame(
        shapes, { $0[0].addingLowRank(of: $0[1], down: $0[2], up: $0[3], scaling: -1.5, dropout: dropout) },
        { $0[1].dropped(dropout).linear($0[2], nil).linear($0[3], nil).scaled(by: -1.5).added(to: $0[0]) })
    }
  }

  @Test func addedAndNormalized() {
    let shapes = [[2, 700, 60], [2, 700, 60], [60], [60]]
    for dropout in [dropout, nil] {
      expectSame(
        shapes, { $0[0].addedAndNormalized(to: $0[1], dropout: dropout, $0[2], $0[3], epsilon: 1e-5) },
        { $0[0].dropped(dropout).added(to: $0[1]).layerNormalized($0[2], $0[3], epsilon: 1e-5) })
    }
  }

  /// Shapes of every partition: by rows, by columns, along the outputs; with a map beside and without.
  @Test(arguments: [(1500, 20, 30, 3), (300, 700, 40, 8), (40, 300, 400, 16), (70, 30, 3000, 5), (3, 8, 9, 2)])
  func linearAfterActivationAndDropout(_ tokens: Int, _ inputs: Int, _ outputs: Int, _ rank: Int) {
    let shapes = [[2, tokens, inputs], [outputs, inputs], [outputs], [rank, inputs], [outputs, rank]]
    let second = Dropout(probability: 0.3, seed: 9, epoch: 1, samples: [4, 5], place: 8)
    for (activation, dropout) in [(Activation.gelu, nil), (.identity, dropout), (.gelu, dropout)] {
      expectSame(
        Array(shapes.prefix(3)), { $0[0].linear($0[1], $0[2], after: activation, dropout: dropout) },
        { $0[0].activated(activation).dropped(dropout).linear($0[1], $0[2]) })
      expectSame(
        shapes,
        {
          let map = LowRankMap(down: $0[3], up: $0[4], scaling: 0.7, dropout: second)
          return $0[0].linear($0[1], $0[2], after: activation, dropout: dropout, lowRank: map)
        },
        {
          let made = $0[0].activated(activation).dropped(dropout)
          return made.dropped(second).linear($0[3], nil).linear($0[4], nil).scaled(by: 0.7).added(to: made.linear($0[1], $0[2]))
        })
    }
  }

  /// Each row of a layer norm stands alone, and its parameters' gradients are sums over all of them.
  @Test func layerNormOfManyRows() {
    let (x, weight, bias) = (random([2000, 40], 0), random([40], 1), random([40], 2))
    let start = random([2000, 40], 3)
    func run(_ rows: Range<Int>) -> [Tensor] {
      func slice(_ tensor: Tensor) -> Tensor {
        Tensor(Array(tensor.values[rows.lowerBound * 40..<rows.upperBound * 40]), shape: [rows.count, 40])
      }
      let tape = Tape()
      let leaves = [tape.leaf(slice(x)), tape.leaf(weight), tape.leaf(bias)]
      let output = leaves[0].layerNormalized(leaves[1], leaves[2], epsilon: 1e-5)
      tape.backward(output, gradient: slice(start))
      return [output.detached] + leaves.compactMap { tape.gradient(of: $0) }
    }
    let whole = run(0..<2000)
    let parts = stride(from: 0, to: 2000, by: 100).map { run($0..<$0 + 100) }
    #expect(whole[0].values == parts.flatMap { $0[0].values })
    #expect(whole[1].values == parts.flatMap { $0[1].values })
    for index in [2, 3] {
      let sum = parts.reduce(into: [Float](repeating: 0, count: 40)) { sum, part in sum = zip(sum, part[index].values).map { $0 + $1 } }
      #expect(difference(whole[index].values, sum, relative: 1e-5, absolute: 1e-4) == nil)
    }
  }

  @Test func biasGradientSumsAllRows() {
    let tape = Tape()
    let bias = tape.leaf(.zeros([7]))
    let output = Tensor.zeros([30_000, 1]).linear(.zeros([7, 1]), bias)
    tape.backward(output, gradient: Tensor((0..<210_000).map { Float($0 % 7) }, shape: [30_000, 7]))
    #expect(tape.gradient(of: bias)?.values == (0..<7).map { Float($0) * 30_000 })
  }
}
