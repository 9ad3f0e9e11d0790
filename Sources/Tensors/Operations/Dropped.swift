import CKernels

extension Tensor {
  /// Each element dropped or scaled, as `dropout` says; the samples are the first axis. Nil changes nothing.
  package func dropped(_ dropout: Dropout?) -> Tensor {
    guard let dropout else { return self }
    return masked(dropout).recorded(inputs: [self]) { Dropped(dropout: dropout) }
  }

  fileprivate func masked(_ dropout: Dropout) -> Tensor {
    let elementsPerSample = dropout.elementsPerSample(of: self)
    let result = TensorBuffer(shape)
    Parallel.unsafeForBlocks(of: count, blockSize: elementBlockSize) { range in
      dropout.apply(
        to: range, elementsPerSample: elementsPerSample, from: pointer + range.lowerBound, into: result.pointer + range.lowerBound)
    }
    return result.finish()
  }
}

private struct Dropped: Operation {
  let dropout: Dropout

  var saved: [Tensor] { [] }

  func backward(_ gradient: Tensor, _ inputs: InputGradients) { inputs.add(gradient.masked(dropout), to: 0) }
}
