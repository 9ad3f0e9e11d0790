import CKernels

extension Tensor {
  /// Sum over rows of -log softmax(logits)[label], rows whose label is `ignored` left out: a scalar. Logits (..., vocabulary), labels one a
  /// row. A label that `smoothing` shares counts as the mean over its shares. The backward writes the gradient over the logits when nobody
  /// else reads them.
  package func crossEntropySum(labels: [Int32], ignoring ignored: Int32, smoothing: NeighbourSmoothing? = nil) -> Tensor {
    let vocabulary = shape.last ?? 1
    precondition(labels.count * vocabulary == count, "\(labels.count) labels for logits \(shape)")
    precondition(
      labels.allSatisfy { $0 == ignored || (0..<vocabulary).contains(Int($0)) }, "a label is outside the \(vocabulary) words of the logits")
    let buffer = TensorBuffer([labels.count])
    var losses = [Double](repeating: 0, count: labels.count)
    losses.withUnsafeMutableBufferPointer { losses in
      nonisolated(unsafe) let losses = losses  // each row writes its own element
      Parallel.unsafeForEach(labels.count) { row in
        let logits = pointer + row * vocabulary
        buffer.pointer[row] = 0
        guard labels[row] != ignored else { return }
        let logSum = ck_log_sum_exp(vocabulary, logits)
        buffer.pointer[row] = Float(logSum)
        let label = Int(labels[row])
        if let (classes, shares) = smoothing?.shares(of: label) {
          losses[row] = zip(classes, shares).reduce(logSum) { $0 - $1.1 * Double(logits[$1.0]) }
        } else {
          losses[row] = logSum - Double(logits[label])
        }
      }
    }
    let logSums = buffer.finish()
    return Tensor([Float(losses.reduce(0, +))], shape: []).recorded(inputs: [self]) {
      CrossEntropy(logits: ConsumableTensor(self), logSums: logSums, labels: labels, ignored: ignored, smoothing: smoothing)
    }
  }
}

private struct CrossEntropy: Operation {
  let logits: ConsumableTensor
  let logSums: Tensor
  let labels: [Int32]
  let ignored: Int32
  let smoothing: NeighbourSmoothing?

  var saved: [Tensor] { logits.saved + [logSums] }

  func backward(_ gradient: Tensor, _ inputs: InputGradients) {
    let vocabulary = logits.shape.last ?? 1
    let scale = gradient.scalar
    let result = logits.replaced { source, target in
      Parallel.unsafeForEach(labels.count) { row in
        let offset = row * vocabulary
        guard labels[row] != ignored else { return (target + offset).update(repeating: 0, count: vocabulary) }
        let label = Int(labels[row])
        ck_cross_entropy_backward(vocabulary, source + offset, logSums.pointer[row], label, scale, target + offset)
        guard let (classes, shares) = smoothing?.shares(of: label) else { return }
        target[offset + label] += scale
        for (other, share) in zip(classes, shares) { target[offset + other] -= scale * Float(share) }
      }
    }
    inputs.add(result, to: 0)
  }
}
