import Tensors

/// Whole operations, forward and backward, on shapes of the model.
var operations: [Benchmark] {
  [
    operation("layer norm 36864 x 128", bytes: 20 * 36864 * 128, [36864, 128], [128], [128], follow: [0]) {
      $0[0].layerNormalized($0[1], $0[2], epsilon: 1e-5)
    },
    operation("added and normalized 1 x 590 x 768", bytes: 36 * 590 * 768, [1, 590, 768], [1, 590, 768], [768], [768], follow: [0, 1]) {
      $0[0].addedAndNormalized(to: $0[1], dropout: dropout(0.1), $0[2], $0[3], epsilon: 1e-5)
    },
    operation("added 1 x 36864 x 128 with drop path", bytes: 20 * 36864 * 128, [1, 36864, 128], [1, 36864, 128], follow: [0, 1]) {
      $0[0].added(to: $0[1], dropPath: dropout(0.01))
    },
    operation("cross entropy 64 x 51289", bytes: 12 * 64 * 51289, [64, 51289], follow: [0]) {
      $0[0].crossEntropySum(labels: (0..<64).map { Int32($0 * 700) }, ignoring: -100)
    },
  ]
}

func dropout(_ probability: Float) -> Dropout { Dropout(probability: probability, seed: 1, epoch: 0, samples: [0], place: 3) }

/// Forward and backward of an operation on inputs of those shapes, of which a tape follows some.
func operation(
  _ name: String, flops: Int = 0, bytes: Int = 0, _ shapes: [Int]..., follow: Set<Int>, _ body: @escaping ([Tensor]) -> Tensor
) -> Benchmark {
  Benchmark(name: name, work: flops > 0 ? .operations(flops) : .bytes(bytes)) {
    let inputs = shapes.map(filled)
    let gradient = filled(body(inputs).shape)
    return {
      let tape = Tape()
      let output = body(inputs.enumerated().map { follow.contains($0) ? tape.leaf($1) : $1 })
      tape.backward(output, gradient: gradient)
    }
  }
}
