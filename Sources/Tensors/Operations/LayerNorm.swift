import CKernels

extension Tensor {
  /// Layer norm over the last axis, biased variance; weight and bias (width).
  package func layerNormalized(_ weight: Tensor, _ bias: Tensor, epsilon: Float = 1e-5) -> Tensor {
    let normalization = Normalization(of: self, weight, bias)
    let result = Tensor(uninitialized: shape)
    Parallel.forBlocks(of: normalization.rows, grain: normalization.grain) { rows in
      normalization.forward(rows, self, bias, epsilon, into: result)
    }
    return result.recorded(inputs: [self, weight, bias]) { LayerNorm(input: ConsumableTensor(self), normalization: normalization) }
  }

  /// Layer norm of residual + dropout(self): the post-norm residual step in one pass over memory.
  package func addedAndNormalized(
    to residual: Tensor, dropout: Dropout?, _ weight: Tensor, _ bias: Tensor, epsilon: Float = 1e-5
  ) -> Tensor {
    precondition(shape == residual.shape, "\(shape) added to a residual \(residual.shape)")
    let normalization = Normalization(of: self, weight, bias)
    let width = normalization.width
    let sampleCount = dropout?.sampleCount(of: self)
    let sum = Tensor(uninitialized: shape)
    let result = Tensor(uninitialized: shape)
    Parallel.forBlocks(of: normalization.rows, grain: normalization.grain) { rows in
      let range = rows.lowerBound * width..<rows.upperBound * width
      let target = sum.pointer + range.lowerBound
      var addend = pointer + range.lowerBound
      if let dropout, let sampleCount {
        dropout.apply(to: range, sampleCount: sampleCount, from: addend, into: target)
        addend = target
      }
      ck_add(range.count, addend, residual.pointer + range.lowerBound, target)
      normalization.forward(rows, sum, bias, epsilon, into: result)
    }
    return result.recorded(inputs: [self, residual, weight, bias]) {
      ResidualNorm(sum: ConsumableTensor(sum), normalization: normalization, dropout: dropout, sampleCount: sampleCount ?? 0)
    }
  }
}

/// The rows of a layer norm: their means and 1 / standard deviations, and what the backward does with them.
private struct Normalization {
  let rows: Int
  let width: Int
  let weight: Tensor
  /// (2, rows): means, then 1 / sqrt(variance + epsilon)
  let statistics: Tensor

  init(of input: Tensor, _ weight: Tensor, _ bias: Tensor) {
    width = input.shape.last ?? 1
    precondition(
      weight.shape == [width] && bias.shape == [width], "weight \(weight.shape) and bias \(bias.shape) for a layer norm of \(input.shape)")
    rows = input.count / max(1, width)
    self.weight = weight.detached
    statistics = Tensor(uninitialized: [2, rows])
  }

  var grain: Int { rowGrain(width) }

  func forward(_ range: Range<Int>, _ input: Tensor, _ bias: Tensor, _ epsilon: Float, into result: Tensor) {
    let first = range.lowerBound
    ck_layer_norm(
      range.count, width, input.pointer + first * width, weight.pointer, bias.pointer, epsilon, result.pointer + first * width,
      statistics.pointer + first, statistics.pointer + rows + first)
  }

  /// Adds to the gradients of weight and bias, the inputs `parameters` and `parameters + 1`, and leaves the input's own in `target`.
  func backward(_ gradient: Tensor, _ input: Tensor, into target: Tensor?, _ inputs: InputGradients, parameters: Int) {
    let wantsWeight = inputs.isNeeded(parameters)
    let wantsBias = inputs.isNeeded(parameters + 1)
    let grain = wantsWeight || wantsBias ? max(grain, (rows + 255) / 256) : grain
    let blocks = (rows + grain - 1) / grain
    let weightSums = wantsWeight ? Tensor.zeros([blocks, width]) : nil
    let biasSums = wantsBias ? Tensor.zeros([blocks, width]) : nil
    Parallel.forBlocks(of: rows, grain: grain) { range in
      let first = range.lowerBound
      let block = first / grain
      ck_layer_norm_backward(
        range.count, width, input.pointer + first * width, statistics.pointer + first, statistics.pointer + rows + first, weight.pointer,
        gradient.pointer + first * width, target.map { $0.pointer + first * width }, weightSums.map { $0.pointer + block * width },
        biasSums.map { $0.pointer + block * width })
    }
    for (index, sums) in [(parameters, weightSums), (parameters + 1, biasSums)] {
      guard let sums else { continue }
      let (sum, isNew) = inputs.accumulator(for: index)
      addRows(of: sums, to: sum.pointer, isNew: isNew)
    }
  }
}

private struct LayerNorm: Operation {
  let input: ConsumableTensor
  let normalization: Normalization

  var saved: [Tensor] { input.saved + [normalization.weight, normalization.statistics] }

  func backward(_ gradient: Tensor, _ inputs: InputGradients) {
    let (source, target) = input.take()
    let wanted = inputs.isNeeded(0) ? target : nil
    normalization.backward(gradient, source, into: wanted, inputs, parameters: 1)
    if let wanted { inputs.add(wanted, to: 0) }
  }
}

private struct ResidualNorm: Operation {
  let sum: ConsumableTensor
  let normalization: Normalization
  let dropout: Dropout?
  let sampleCount: Int

  var saved: [Tensor] { sum.saved + [normalization.weight, normalization.statistics] }

  func backward(_ gradient: Tensor, _ inputs: InputGradients) {
    let (source, target) = sum.take()
    let wanted = inputs.isNeeded(0) || inputs.isNeeded(1) ? target : nil
    normalization.backward(gradient, source, into: wanted, inputs, parameters: 2)
    guard let wanted else { return }
    inputs.add(wanted, to: 1)
    guard inputs.isNeeded(0) else { return }
    guard let dropout else { return inputs.add(wanted, to: 0) }
    let masked = Tensor(uninitialized: wanted.shape)
    Parallel.forBlocks(of: masked.count, grain: elementGrain) { range in
      dropout.apply(to: range, sampleCount: sampleCount, from: wanted.pointer + range.lowerBound, into: masked.pointer + range.lowerBound)
    }
    inputs.add(masked, to: 0)
  }
}
