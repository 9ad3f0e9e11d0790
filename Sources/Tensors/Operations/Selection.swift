import CKernels

extension Tensor {
  /// Samples `indices` of the first axis, copied; a sample's gradient is the sum over its copies.
  package func gathered(_ indices: [Int]) -> Tensor {
    precondition(!shape.isEmpty && indices.allSatisfy { 0..<shape[0] ~= $0 }, "samples \(indices) of \(shape)")
    let output = TensorBuffer([indices.count] + shape.dropFirst())
    let sample = shape.dropFirst().reduce(1, *)
    Parallel.unsafeForEach(indices.count) { index in
      (output.pointer + index * sample).update(from: pointer + indices[index] * sample, count: sample)
    }
    return output.finish().recorded(inputs: [self]) { Gathering(shape: shape, indices: indices) }
  }
}

private struct Gathering: Operation {
  let shape: [Int]
  let indices: [Int]

  var saved: [Tensor] { [] }

  func backward(_ gradient: Tensor, _ inputs: InputGradients) {
    let target = TensorBuffer(shape)
    let count = shape.dropFirst().reduce(1, *)
    let copies = Dictionary(grouping: indices.indices) { indices[$0] }
    Parallel.unsafeForEach(shape[0]) { sample in
      let sum = target.pointer + sample * count
      let copies = copies[sample] ?? []
      guard let first = copies.first else { return sum.update(repeating: 0, count: count) }
      sum.update(from: gradient.pointer + first * count, count: count)
      for copy in copies.dropFirst() { ck_add(count, sum, gradient.pointer + copy * count, sum) }
    }
    inputs.add(target.finish(), to: 0)
  }
}
