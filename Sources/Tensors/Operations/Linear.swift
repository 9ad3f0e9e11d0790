import CKernels

extension Tensor {
  /// T(x) Wᵀ + b, and the low-rank map's part added, where T is first the activation `before` and then the dropout: x (..., inputs), weight
  /// (outputs, inputs), bias (outputs).
  ///
  /// T(x) is never stored: it is made block by block for the product, and again in the backward. The input is kept only for a followed
  /// weight, a low-rank map, or the derivative of the activation.
  package func linear(
    _ weight: Tensor, _ bias: Tensor?, after before: Activation = .identity, dropout: Dropout? = nil, lowRank: LowRankMap? = nil
  ) -> Tensor {
    RecomputableTensor(self).linear(StoredTensor(weight), bias, after: before, dropout: dropout, lowRank: lowRank)
  }
}

extension RecomputableTensor {
  /// The linear map, see `Tensor.linear`, of an input that may be forgotten until the backward.
  package func linear(
    _ weight: StoredTensor, _ bias: Tensor?, after before: Activation = .identity, dropout: Dropout? = nil, lowRank: LowRankMap? = nil
  ) -> Tensor {
    let (shape, input) = (tensor.shape, tensor)
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    precondition(shape.last == inputs, "input \(shape) for a linear map with weight \(weight.shape)")
    precondition(bias?.shape ?? [outputs] == [outputs], "bias \(bias?.shape ?? []) for a linear map with weight \(weight.shape)")
    let source = LinearInput(tensor, inputs: inputs, activation: before, dropout: dropout)
    let adapter = lowRank.map { AdapterForward($0, source, outputs: outputs) }
    let result = TensorBuffer(Array(shape.dropLast()) + [outputs])
    let target = result.pointer
    let inner = adapter.map { $0.makeInner() }
    let innerTarget = inner.pointer
    var fusion = ProductFusion()
    if source.isTransformed || adapter != nil {
      fusion.fill = { tile, terms, block in
        source.fill(tile.rows, terms, block)
        if let adapter, let innerTarget { adapter.reduce(tile, terms, block, into: innerTarget) }
      }
    }
    if bias != nil || adapter != nil {
      fusion.finish = { tile, columns in
        let corner = target + tile.rows.lowerBound * outputs + columns.lowerBound
        if let bias { ck_add_bias(tile.rows.count, columns.count, outputs, bias.pointer + columns.lowerBound, corner) }
        if let adapter, let innerTarget { adapter.expand(tile, columns, innerTarget, into: corner) }
      }
    }
    BlockedProduct(m: source.rows, n: outputs, k: inputs).run(
      Matrix(tensor.pointer, stride: inputs), Matrix(weight, transposed: true), into: MutableMatrix(target, stride: outputs), fusion)
    var used: AdapterPass?
    if let adapter, let inner { used = AdapterPass(map: adapter, inner: inner.finish()) }
    return result.finish().recorded(inputs: [input, weight.floats, bias, lowRank?.down, lowRank?.up]) {
      let isNeeded = weight.floats?.isTracked == true || used != nil || (input.isTracked && before != .identity)
      return Linear(source: source.withoutValues, values: isNeeded ? memory : nil, weight: weight.detached, adapter: used)
    }
  }
}

/// What a linear map reads: a tensor, of which every element goes through an activation and a dropout.
struct LinearInput {
  /// Nil when they are not needed, or not there yet.
  private(set) var values: Tensor?
  let rows: Int
  let inputs: Int
  let activation: Activation
  let dropout: Dropout?
  private let shape: [Int]
  /// Elements that a sample has.
  let elementsPerSample: Int

  init(_ values: Tensor, inputs: Int, activation: Activation, dropout: Dropout?) {
    self.values = values.detached
    shape = values.shape
    rows = values.count / max(1, inputs)
    self.inputs = inputs
    self.activation = activation
    self.dropout = dropout
    elementsPerSample = values.count / max(1, values.shape.first ?? 1)
    if let dropout { precondition(dropout.elementsPerSample(of: values) == elementsPerSample) }
  }

  var withoutValues: LinearInput { with(nil) }

  func with(_ values: Tensor?) -> LinearInput {
    var copy = self
    copy.values = values
    return copy
  }

  var isTransformed: Bool { activation != .identity || dropout != nil }

  /// The elements of one row in `columns`.
  func elements(_ row: Int, _ columns: Range<Int>) -> Range<Int> { row * inputs + columns.lowerBound..<row * inputs + columns.upperBound }

  /// The transformed elements of some rows and columns, rows `ck_block_stride` floats apart.
  func fill(_ rows: Range<Int>, _ columns: Range<Int>, _ block: UnsafeMutablePointer<Float>) {
    guard let values else { preconditionFailure("an input of shape \(shape) was not kept") }
    for row in rows {
      let range = elements(row, columns)
      let from = values.pointer + range.lowerBound
      let to = block + (row - rows.lowerBound) * ck_block_stride
      switch activation {
      case .gelu: ck_gelu(columns.count, from, to)
      case .identity: to.update(from: from, count: columns.count)
      }
      dropout?.apply(to: range, elementsPerSample: elementsPerSample, from: to, into: to)
    }
  }

  /// All of it as a tensor.
  func transformed() -> Tensor {
    guard let values else { preconditionFailure("an input of shape \(shape) was not kept") }
    return values.activated(activation).reshaped(shape).dropped(dropout)
  }
}

private struct Linear: Operation {
  /// Without its values.
  let source: LinearInput
  /// Nil when the backward does not need them.
  let values: RecomputableTensor.Memory?
  let weight: StoredTensor
  let adapter: AdapterPass?

  var saved: [Tensor] { (values?.saved ?? []) + weight.saved + (adapter?.saved ?? []) }

  func backward(_ gradient: Tensor, _ inputs: InputGradients) {
    let (outputWidth, inputWidth) = (weight.shape[0], weight.shape[1])
    let rows = source.rows
    let source = source.with(values?.tensor)
    if inputs.isNeeded(1) {
      let transformed = source.transformed()
      inputs.accumulate(into: 1) { sum, isNew in
        multiplyBlocked(
          Matrix(gradient.pointer, stride: outputWidth, transposed: true), Matrix(transformed.pointer, stride: inputWidth),
          into: MutableMatrix(sum, stride: inputWidth), m: outputWidth, n: inputWidth, k: rows, beta: isNew ? 0 : 1)
      }
    }
    if inputs.isNeeded(2) {
      inputs.accumulate(into: 2) { sum, isNew in
        sumOverRows(rows, blockSize: rowBlockSize(outputWidth) * 4, width: outputWidth, into: sum, isNew: isNew) { rows, sums in
          ck_column_sums(rows.count, outputWidth, gradient.pointer + rows.lowerBound * outputWidth, sums)
        }
      }
    }
    differentiateInput(gradient, inputs, source)
  }

  /// The gradients of the input and of the adapter, in one pass over both.
  private func differentiateInput(_ gradient: Tensor, _ inputs: InputGradients, _ source: LinearInput) {
    let (outputWidth, inputWidth) = (weight.shape[0], weight.shape[1])
    let wantsInput = inputs.isNeeded(0)
    guard wantsInput || inputs.isNeeded(3) || inputs.isNeeded(4) else { return }
    let product = BlockedProduct(m: source.rows, n: inputWidth, k: outputWidth)
    let backward = adapter.map {
      AdapterBackward(
        $0, wantsDown: inputs.isNeeded(3), wantsUp: inputs.isNeeded(4), filled: wantsInput ? product.filledTiles : product.plainTiles,
        finished: wantsInput ? product.finishedTiles : product.plainTiles)
    }
    var fusion = ProductFusion()
    if let backward {
      fusion.fill = { tile, terms, block in
        ck_copy_block(Matrix(gradient).kernels, tile.rows.lowerBound, terms.lowerBound, tile.rows.count, terms.count, block)
        backward.reduce(tile, terms, block)
      }
    }
    if !wantsInput {
      fusion.finish = { tile, columns in backward?.expand(tile, columns, source: source, into: nil) }
      product.runWithoutProduct(fusion)
    }
    func differentiate(into target: UnsafeMutablePointer<Float>, isNew: Bool) {
      if backward != nil || source.isTransformed {
        fusion.finish = { tile, columns in
          let corner = target + tile.rows.lowerBound * inputWidth + columns.lowerBound
          if let backward {
            backward.expand(tile, columns, source: source, into: corner)
          } else {
            source.differentiate(tile, columns, corner)
          }
        }
      }
      product.run(Matrix(gradient), Matrix(weight), into: MutableMatrix(target, stride: inputWidth), beta: isNew ? 0 : 1, fusion)
    }
    if wantsInput, source.isTransformed {
      // The gradient is finished by itself before it is added to what there is.
      let target = TensorBuffer([source.rows, inputWidth])
      differentiate(into: target.pointer, isNew: true)
      inputs.add(target.finish(), to: 0)
    } else if wantsInput {
      inputs.accumulate(into: 0, differentiate)
    }
    if let backward, inputs.isNeeded(3) { backward.addDown(to: inputs, 3) }
    if let backward, inputs.isNeeded(4) { backward.addUp(to: inputs, 4) }
  }
}

extension LinearInput {
  /// Turns the gradient of what `fill` makes, in rows of the whole width, into that of the values; with a block, fills that as well.
  func differentiate(
    _ tile: ProductTile, _ columns: Range<Int>, _ gradient: UnsafeMutablePointer<Float>, filling block: UnsafeMutablePointer<Float>? = nil
  ) {
    for (index, row) in tile.rows.enumerated() {
      let range = elements(row, columns)
      let target = gradient + index * inputs
      dropout?.apply(to: range, elementsPerSample: elementsPerSample, from: target, into: target)
      guard activation == .gelu, let values else { continue }
      let from = values.pointer + range.lowerBound
      guard let block else {
        ck_gelu_backward(columns.count, from, target, target)
        continue
      }
      let made = block + index * ck_block_stride
      ck_gelu_recompute(columns.count, from, target, made)
      dropout?.apply(to: range, elementsPerSample: elementsPerSample, from: made, into: made)
    }
    if activation == .identity, let block { fill(tile.rows, columns, block) }
  }
}
