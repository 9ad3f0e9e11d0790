import CKernels

extension Tensor {
  /// Sum over rows of -log softmax(logits)[label], rows whose label is `ignored` left out: a scalar. Logits (..., vocabulary), labels one a
  /// row. The backward writes the gradient over the logits when nobody else reads them.
  package func crossEntropySum(labels: [Int32], ignoring ignored: Int32) -> Tensor {
    let vocabulary = shape.last ?? 1
    precondition(labels.count * vocabulary == count, "\(labels.count) labels for logits \(shape)")
    precondition(
      labels.allSatisfy { $0 == ignored || (0..<vocabulary).contains(Int($0)) }, "a label is outside the \(vocabulary) words of the logits")
    let logSums = Tensor(uninitialized: [labels.count])
    var losses = [Double](repeating: 0, count: labels.count)
    losses.withUnsafeMutableBufferPointer { losses in
      nonisolated(unsafe) let losses = losses  // each row writes its own element
      Parallel.forEach(labels.count) { row in
        let logits = pointer + row * vocabulary
        logSums.pointer[row] = 0
        guard labels[row] != ignored else { return }
        let logSum = ck_log_sum_exp(vocabulary, logits)
        logSums.pointer[row] = Float(logSum)
        losses[row] = logSum - Double(logits[Int(labels[row])])
      }
    }
    return Tensor([Float(losses.reduce(0, +))], shape: []).recorded(inputs: [self]) {
      CrossEntropy(logits: Kept(self), logSums: logSums, labels: labels, ignored: ignored)
    }
  }
}

private struct CrossEntropy: Operation {
  let logits: Kept
  let logSums: Tensor
  let labels: [Int32]
  let ignored: Int32

  var saved: [Tensor] { logits.saved + [logSums] }

  func backward(_ gradient: Tensor, _ inputs: InputGradients) {
    let (source, target) = logits.take()
    let vocabulary = source.shape.last ?? 1
    let scale = gradient.scalar
    Parallel.forEach(labels.count) { row in
      let offset = row * vocabulary
      guard labels[row] != ignored else { return target.pointer.advanced(by: offset).update(repeating: 0, count: vocabulary) }
      ck_cross_entropy_backward(
        vocabulary, source.pointer + offset, logSums.pointer[row], Int(labels[row]), scale, target.pointer + offset)
    }
    inputs.add(target, to: 0)
  }
}
