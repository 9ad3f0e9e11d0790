import CKernels

extension Tensor {
  /// Every element times `factor`.
  package func scaled(by factor: Float) -> Tensor {
    let result = copy()
    ck_scale(result.count, factor, result.pointer)
    return result.recorded(inputs: [self]) { Scaling(factor: factor) }
  }
}

private struct Scaling: Operation {
  let factor: Float

  var saved: [Tensor] { [] }

  func backward(_ gradient: Tensor, _ inputs: InputGradients) {
    guard inputs.isNeeded(0) else { return }
    inputs.add(gradient.scaled(by: factor), to: 0)
  }
}
