extension Tensor {
  /// The last token of each sample: (batch, tokens, width) to (batch, width). For generation: inputs that no tape follows.
  package func lastTokens() -> Tensor {
    precondition(shape.count == 3 && shape[1] > 0 && !isTracked, "last tokens of \(shape), which no tape may follow")
    let (sample, width) = (shape[1] * shape[2], shape[2])
    let output = Tensor(uninitialized: [shape[0], width])
    for index in 0..<shape[0] { (output.pointer + index * width).update(from: pointer + (index + 1) * sample - width, count: width) }
    return output
  }

  /// Samples `indices` of the first axis, copied. For generation: inputs that no tape follows.
  package func gathered(_ indices: [Int]) -> Tensor {
    precondition(
      !shape.isEmpty && !isTracked && indices.allSatisfy { 0..<shape[0] ~= $0 },
      "samples \(indices) of \(shape), which no tape may follow")
    let output = Tensor(uninitialized: [indices.count] + shape.dropFirst())
    let sample = shape.dropFirst().reduce(1, *)
    Parallel.forEach(indices.count) { index in
      (output.pointer + index * sample).update(from: pointer + indices[index] * sample, count: sample)
    }
    return output
  }
}
