import CKernels

extension Tensor {
  /// Every element times `factor`, in storage of their own.
  package func scaled(by factor: Float) -> Tensor {
    let result = TensorBuffer(shape)
    Parallel.unsafeForBlocks(of: count, blockSize: elementBlockSize) { range in
      (result.pointer + range.lowerBound).update(from: pointer + range.lowerBound, count: range.count)
      ck_scale(range.count, factor, result.pointer + range.lowerBound)
    }
    return result.finish().recorded(inputs: [self]) { Scaling(factor: factor) }
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
