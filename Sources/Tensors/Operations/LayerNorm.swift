import CKernels

extension Tensor {
  /// Layer norm over the last axis, biased variance; weight and bias (width).
  package func layerNormalized(_ weight: Tensor, _ bias: Tensor, epsilon: Float) -> Tensor {
    let rows = NormalizedRows(of: self, weight, bias)
    let result = TensorBuffer(shape)
    let statistics = TensorBuffer(rows.statisticsShape)
    Parallel.unsafeForBlocks(of: rows.count, blockSize: rows.blockSize) { range in
      rows.forward(range, pointer, bias, epsilon, into: result.pointer, statistics.pointer)
    }
    let normalization = Normalization(rows: rows, statistics: statistics.finish())
    return result.finish().recorded(inputs: [self, weight, bias]) {
      LayerNorm(input: ConsumableTensor(self), normalization: normalization)
    }
  }

  /// Layer norm of residual + dropout(self): the post-norm residual step in one pass over memory.
  package func addedAndNormalized(
    to residual: Tensor, dropout: Dropout?, _ weight: Tensor, _ bias: Tensor, epsilon: Float
  ) -> Tensor {
    precondition(shape == residual.shape, "\(shape) added to a residual \(residual.shape)")
    let rows = NormalizedRows(of: self, weight, bias)
    let elementsPerSample = dropout?.elementsPerSample(of: self)
    let sum = TensorBuffer(shape)
    let result = TensorBuffer(shape)
    let statistics = TensorBuffer(rows.statisticsShape)
    Parallel.unsafeForBlocks(of: rows.count, blockSize: rows.blockSize) { block in
      let range = block.lowerBound * rows.width..<block.upperBound * rows.width
      let target = sum.pointer + range.lowerBound
      var addend = pointer + range.lowerBound
      if let dropout, let elementsPerSample {
        dropout.apply(to: range, elementsPerSample: elementsPerSample, from: addend, into: target)
        addend = UnsafePointer(target)
      }
      ck_add(range.count, addend, residual.pointer + range.lowerBound, target)
      rows.forward(block, sum.pointer, bias, epsilon, into: result.pointer, statistics.pointer)
    }
    let normalized = sum.finish()
    let normalization = Normalization(rows: rows, statistics: statistics.finish())
    return result.finish().recorded(inputs: [self, residual, weight, bias]) {
      ResidualNorm(
        sum: ConsumableTensor(normalized), normalization: normalization, dropout: dropout, elementsPerSample: elementsPerSample ?? 0)
    }
  }
}

/// The rows of a layer norm, and what the forward does with them.
private struct NormalizedRows {
  let count: Int
  let width: Int
  let weight: Tensor

  init(of input: Tensor, _ weight: Tensor, _ bias: Tensor) {
    width = input.shape.last ?? 1
    precondition(
      weight.shape == [width] && bias.shape == [width], "weight \(weight.shape) and bias \(bias.shape) for a layer norm of \(input.shape)")
    count = input.count / max(1, width)
    self.weight = weight.detached
  }

  var blockSize: Int { rowBlockSize(width) }

  /// Means, then 1 / sqrt(variance + epsilon).
  var statisticsShape: [Int] { [2, count] }

  func forward(
    _ range: Range<Int>, _ input: UnsafePointer<Float>, _ bias: Tensor, _ epsilon: Float, into result: UnsafeMutablePointer<Float>,
    _ statistics: UnsafeMutablePointer<Float>
  ) {
    let first = range.lowerBound
    ck_layer_norm(
      range.count, width, input + first * width, weight.pointer, bias.pointer, epsilon, result + first * width, statistics + first,
      statistics + count + first)
  }
}

/// What the backward of a layer norm needs of the forward.
private struct Normalization {
  let rows: NormalizedRows
  /// (2, rows): means, then 1 / sqrt(variance + epsilon)
  let statistics: Tensor

  var saved: [Tensor] { [rows.weight, statistics] }

  /// Adds to the gradients of weight and bias, the inputs `parameters` and `parameters + 1`, and leaves the input's own in `target`.
  func backward(
    _ gradient: Tensor, _ input: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>?, _ inputs: InputGradients, parameters: Int
  ) {
    let (rows, width, weight) = (rows.count, rows.width, rows.weight)
    let wantsWeight = inputs.isNeeded(parameters)
    let wantsBias = inputs.isNeeded(parameters + 1)
    let blockSize = wantsWeight || wantsBias ? max(self.rows.blockSize, (rows + 255) / 256) : self.rows.blockSize
    let blocks = (rows + blockSize - 1) / blockSize
    let weightSums = wantsWeight ? TensorBuffer(zeros: [blocks, width]) : nil
    let biasSums = wantsBias ? TensorBuffer(zeros: [blocks, width]) : nil
    let (weightTarget, biasTarget) = (weightSums.pointer, biasSums.pointer)
    Parallel.unsafeForBlocks(of: rows, blockSize: blockSize) { range in
      let first = range.lowerBound
      let block = first / blockSize
      ck_layer_norm_backward(
        range.count, width, input + first * width, statistics.pointer + first, statistics.pointer + rows + first, weight.pointer,
        gradient.pointer + first * width, target.map { $0 + first * width }, weightTarget.map { $0 + block * width },
        biasTarget.map { $0 + block * width })
    }
    if let weightSums {
      let sums = weightSums.finish()
      inputs.accumulate(into: parameters) { addRows(of: sums, to: $0, isNew: $1) }
    }
    if let biasSums {
      let sums = biasSums.finish()
      inputs.accumulate(into: parameters + 1) { addRows(of: sums, to: $0, isNew: $1) }
    }
  }
}

private struct LayerNorm: Operation {
  let input: ConsumableTensor
  let normalization: Normalization

  var saved: [Tensor] { input.saved + normalization.saved }

  func backward(_ gradient: Tensor, _ inputs: InputGradients) {
    let result = input.replaced { source, target in
      normalization.backward(gradient, source, into: inputs.isNeeded(0) ? target : nil, inputs, parameters: 1)
    }
    inputs.add(result, to: 0)
  }
}

private struct ResidualNorm: Operation {
  let sum: ConsumableTensor
  let normalization: Normalization
  let dropout: Dropout?
  let elementsPerSample: Int

  var saved: [Tensor] { sum.saved + normalization.saved }

  func backward(_ gradient: Tensor, _ inputs: InputGradients) {
    let isWanted = inputs.isNeeded(0) || inputs.isNeeded(1)
    let result = sum.replaced { source, target in
      normalization.backward(gradient, source, into: isWanted ? target : nil, inputs, parameters: 2)
    }
    inputs.add(result, to: 1)
    guard inputs.isNeeded(0) else { return }
    guard let dropout else { return inputs.add(result, to: 0) }
    let masked = TensorBuffer(result.shape)
    Parallel.unsafeForBlocks(of: masked.count, blockSize: elementBlockSize) { range in
      let (source, target) = (result.pointer + range.lowerBound, masked.pointer + range.lowerBound)
      dropout.apply(to: range, elementsPerSample: elementsPerSample, from: source, into: target)
    }
    inputs.add(masked.finish(), to: 0)
  }
}
