extension Tensor {
  /// (batch, a, width) and (batch, b, width) to (batch, a + b, width).
  package static func concatenatedTokens(_ first: Tensor, _ second: Tensor) -> Tensor {
    precondition(
      first.shape.count == 3 && second.shape.count == 3 && first.shape[0] == second.shape[0] && first.shape[2] == second.shape[2],
      "tokens \(first.shape) and \(second.shape) side by side")
    let output = TensorBuffer([first.shape[0], first.shape[1] + second.shape[1], first.shape[2]])
    let (a, b) = (first.shape[1] * first.shape[2], second.shape[1] * second.shape[2])
    Parallel.unsafeForEach(first.shape[0]) { sample in
      let target = output.pointer + sample * (a + b)
      target.update(from: first.pointer + sample * a, count: a)
      (target + a).update(from: second.pointer + sample * b, count: b)
    }
    return output.finish().recorded(inputs: [first, second]) {
      ConcatenatedTokensOperation(first: first.shape, second: second.shape)
    }
  }
}

private struct ConcatenatedTokensOperation: Operation {
  let first: [Int]
  let second: [Int]

  var saved: [Tensor] { [] }

  func backward(_ gradient: Tensor, _ inputs: InputGradients) {
    if inputs.isNeeded(0) { inputs.add(part(of: gradient, from: 0, first), to: 0) }
    if inputs.isNeeded(1) { inputs.add(part(of: gradient, from: first[1], second), to: 1) }
  }

  private func part(of gradient: Tensor, from token: Int, _ shape: [Int]) -> Tensor {
    let part = TensorBuffer(shape)
    let (whole, count) = (gradient.shape[1] * shape[2], shape[1] * shape[2])
    Parallel.unsafeForEach(shape[0]) { sample in
      (part.pointer + sample * count).update(from: gradient.pointer + sample * whole + token * shape[2], count: count)
    }
    return part.finish()
  }
}
