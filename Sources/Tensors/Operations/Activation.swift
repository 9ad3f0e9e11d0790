import CKernels

/// What follows a linear map.
public enum Activation: Sendable {
  case identity
  /// x Φ(x) with the exact normal distribution, not its tanh approximation.
  case gelu
}

extension Tensor {
  /// The activation of every element.
  package func activated(_ activation: Activation) -> Tensor {
    guard activation == .gelu else { return self }
    let result = TensorBuffer(shape)
    Parallel.unsafeForBlocks(of: count, blockSize: elementBlockSize) { range in
      ck_gelu(range.count, pointer + range.lowerBound, result.pointer + range.lowerBound)
    }
    return result.finish().recorded(inputs: [self]) { GELU(input: ConsumableTensor(self)) }
  }
}

private struct GELU: Operation {
  let input: ConsumableTensor

  var saved: [Tensor] { input.saved }

  func backward(_ gradient: Tensor, _ inputs: InputGradients) {
    inputs.add(geluGradient(gradient, at: input), to: 0)
  }
}

/// gradient * gelu'(input), written over the input when nobody else reads it.
func geluGradient(_ gradient: Tensor, at input: ConsumableTensor) -> Tensor {
  input.replaced { source, target in
    Parallel.unsafeForBlocks(of: gradient.count, blockSize: elementBlockSize) { range in
      let first = range.lowerBound
      ck_gelu_backward(range.count, source + first, gradient.pointer + first, target + first)
    }
  }
}
