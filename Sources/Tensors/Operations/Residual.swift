import CKernels

extension Tensor {
  /// residual + dropPath(self): with a drop path, whole samples (of the first axis) are dropped and the kept ones scaled by
  /// 1 / (1 - probability); sample b is decided by element 0 of its key.
  ///
  /// Source: Huang et al., "Deep Networks with Stochastic Depth".
  package func added(to residual: Tensor, dropPath: Dropout? = nil) -> Tensor {
    precondition(shape == residual.shape, "\(shape) added to a residual \(residual.shape)")
    let result = TensorBuffer(shape)
    let factors = dropPath.map { path in (path.elementsPerSample(of: self), path.samples.indices.map(path.factor)) }
    Parallel.unsafeForBlocks(of: count, blockSize: elementBlockSize) { range in
      let target = result.pointer + range.lowerBound
      guard let (elementsPerSample, factors) = factors else {
        return ck_add(range.count, pointer + range.lowerBound, residual.pointer + range.lowerBound, target)
      }
      target.update(from: residual.pointer + range.lowerBound, count: range.count)
      forSamples(of: range, elementsPerSample) { sample, segment in
        if factors[sample] != 0 {
          ck_axpy(segment.count, factors[sample], pointer + segment.lowerBound, result.pointer + segment.lowerBound)
        }
      }
    }
    return result.finish().recorded(inputs: [self, residual]) { Residual(factors: factors?.1) }
  }

  /// Each sample (of the first axis) times its factor.
  fileprivate func scaled(_ factors: [Float]) -> Tensor {
    let elementsPerSample = count / max(1, factors.count)
    let result = TensorBuffer(shape)
    Parallel.unsafeForBlocks(of: count, blockSize: elementBlockSize) { range in
      (result.pointer + range.lowerBound).update(repeating: 0, count: range.count)
      forSamples(of: range, elementsPerSample) { sample, segment in
        if factors[sample] != 0 {
          ck_axpy(segment.count, factors[sample], pointer + segment.lowerBound, result.pointer + segment.lowerBound)
        }
      }
    }
    return result.finish()
  }
}

private struct Residual: Operation {
  /// What each sample was multiplied by; nil without a drop path.
  let factors: [Float]?

  var saved: [Tensor] { [] }

  func backward(_ gradient: Tensor, _ inputs: InputGradients) {
    inputs.add(gradient, to: 1)
    guard inputs.isNeeded(0) else { return }
    inputs.add(factors.map(gradient.scaled) ?? gradient, to: 0)
  }
}
