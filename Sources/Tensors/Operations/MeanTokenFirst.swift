import CKernels

extension Tensor {
  /// (batch, tokens, width) to (batch, tokens + 1, width): the mean over the tokens, then the tokens.
  package func withMeanTokenFirst() -> Tensor {
    precondition(shape.count == 3 && shape[1] > 0, "mean token of \(shape)")
    let (tokens, width) = (shape[1], shape[2])
    let output = TensorBuffer([shape[0], tokens + 1, width])
    Parallel.unsafeForEach(shape[0]) { sample in
      let source = pointer + sample * tokens * width
      let mean = output.pointer + sample * (tokens + 1) * width
      (mean + width).update(from: source, count: tokens * width)
      mean.update(from: source, count: width)
      for token in 1..<tokens { ck_add(width, mean, source + token * width, mean) }
      ck_scale(width, 1 / Float(tokens), mean)
    }
    return output.finish().recorded(inputs: [self]) { MeanTokenFirstOperation() }
  }
}

private struct MeanTokenFirstOperation: Operation {
  var saved: [Tensor] { [] }

  func backward(_ gradient: Tensor, _ inputs: InputGradients) {
    let (tokens, width) = (gradient.shape[1] - 1, gradient.shape[2])
    let result = TensorBuffer([gradient.shape[0], tokens, width])
    Parallel.unsafeForEach(gradient.shape[0]) { sample in
      let mean = gradient.pointer + sample * (tokens + 1) * width
      let target = result.pointer + sample * tokens * width
      target.update(from: mean + width, count: tokens * width)
      for token in 0..<tokens { ck_axpy(width, 1 / Float(tokens), mean, target + token * width) }
    }
    inputs.add(result.finish(), to: 0)
  }
}
