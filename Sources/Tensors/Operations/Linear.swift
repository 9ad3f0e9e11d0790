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
    Remade(self).linear(weight, bias, after: before, dropout: dropout, lowRank: lowRank)
  }
}

extension Remade {
  /// The same of an input that may be forgotten until the backward.
  package func linear(
    _ weight: Tensor, _ bias: Tensor?, after before: Activation = .identity, dropout: Dropout? = nil, lowRank: LowRankMap? = nil
  ) -> Tensor {
    let (shape, input) = (tensor.shape, tensor)
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    precondition(shape.last == inputs, "input \(shape) for a linear map with weight \(weight.shape)")
    precondition(bias?.shape ?? [outputs] == [outputs], "bias \(bias?.shape ?? []) for a linear map with weight \(weight.shape)")
    let source = LinearInput(tensor, inputs: inputs, activation: before, dropout: dropout)
    let adapter = lowRank.map { AdapterPass($0, source, outputs: outputs) }
    let result = Tensor(uninitialized: Array(shape.dropLast()) + [outputs])
    var fusion = ProductFusion()
    if source.isTransformed || adapter != nil {
      fusion.fill = { piece, terms, block in
        source.fill(piece.rows, terms, block)
        adapter?.reduce(piece, terms, block)
      }
    }
    if bias != nil || adapter != nil {
      fusion.finish = { piece, columns in
        let corner = result.pointer + piece.rows.lowerBound * outputs + columns.lowerBound
        if let bias { ck_add_bias(piece.rows.count, columns.count, outputs, bias.pointer + columns.lowerBound, corner) }
        adapter?.expand(piece, columns, into: corner)
      }
    }
    BlockedProduct(m: source.rows, n: outputs, k: inputs).run(
      Matrix(tensor.pointer, stride: inputs), Matrix(weight, transposed: true), into: Matrix(result.pointer, stride: outputs), fusion)
    return result.recorded(inputs: [input, weight, bias, lowRank?.down, lowRank?.up]) {
      let isNeeded = weight.isTracked || adapter != nil || (input.isTracked && before != .identity)
      return Linear(source: source.withoutValues, values: isNeeded ? memory : nil, weight: weight.detached, adapter: adapter)
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
  let sampleCount: Int

  init(_ values: Tensor, inputs: Int, activation: Activation, dropout: Dropout?) {
    self.values = values.detached
    shape = values.shape
    rows = values.count / max(1, inputs)
    self.inputs = inputs
    self.activation = activation
    self.dropout = dropout
    sampleCount = values.count / max(1, values.shape.first ?? 1)
    if let dropout { precondition(dropout.sampleCount(of: values) == sampleCount) }
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
      dropout?.apply(to: range, sampleCount: sampleCount, from: to, into: to)
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
  let values: Remade.Memory?
  let weight: Tensor
  let adapter: AdapterPass?

  var saved: [Tensor] { (values?.saved ?? []) + [weight] + (adapter?.saved ?? []) }

  func backward(_ gradient: Tensor, _ inputs: InputGradients) {
    let (outputWidth, inputWidth) = (weight.shape[0], weight.shape[1])
    let rows = source.rows
    let source = source.with(values?.tensor)
    if inputs.isNeeded(1) {
      let (sum, isNew) = inputs.accumulator(for: 1)
      let transformed = source.transformed()
      multiplyBlocked(
        Matrix(gradient.pointer, stride: outputWidth, transposed: true), Matrix(transformed.pointer, stride: inputWidth),
        into: Matrix(sum.pointer, stride: inputWidth), m: outputWidth, n: inputWidth, k: rows, beta: isNew ? 0 : 1)
    }
    if inputs.isNeeded(2) {
      let (sum, isNew) = inputs.accumulator(for: 2)
      sumOverRows(rows, grain: rowGrain(outputWidth) * 4, width: outputWidth, into: sum.pointer, isNew: isNew) { rows, sums in
        ck_column_sums(rows.count, outputWidth, gradient.pointer + rows.lowerBound * outputWidth, sums)
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
        $0, wantsDown: inputs.isNeeded(3), wantsUp: inputs.isNeeded(4), filled: wantsInput ? product.filledPieces : product.plainPieces,
        finished: wantsInput ? product.finishedPieces : product.plainPieces)
    }
    var fusion = ProductFusion()
    if let backward {
      fusion.fill = { piece, terms, block in
        ck_copy_block(Matrix(gradient).kernels, piece.rows.lowerBound, terms.lowerBound, piece.rows.count, terms.count, block)
        backward.reduce(piece, terms, block)
      }
    }
    if !wantsInput {
      fusion.finish = { piece, columns in backward?.expand(piece, columns, source: source, into: nil) }
      product.runWithoutProduct(fusion)
    } else {
      // A transformed input's gradient is finished by itself before it is added to what there is.
      let accumulator = source.isTransformed ? nil : inputs.accumulator(for: 0)
      let target = accumulator?.sum ?? Tensor(uninitialized: [source.rows, inputWidth])
      if backward != nil || source.isTransformed {
        fusion.finish = { piece, columns in
          let corner = target.pointer + piece.rows.lowerBound * inputWidth + columns.lowerBound
          if let backward {
            backward.expand(piece, columns, source: source, into: corner)
          } else {
            source.differentiate(piece, columns, corner)
          }
        }
      }
      product.run(
        Matrix(gradient), Matrix(weight), into: Matrix(target.pointer, stride: inputWidth), beta: accumulator?.isNew ?? true ? 0 : 1,
        fusion)
      if accumulator == nil { inputs.add(target, to: 0) }
    }
    if let backward, inputs.isNeeded(3) { backward.addDown(to: inputs, 3) }
    if let backward, inputs.isNeeded(4) { backward.addUp(to: inputs, 4) }
  }
}

extension LinearInput {
  /// Turns the gradient of what `fill` makes, in rows of the whole width, into that of the values; with a block, fills that as well.
  func differentiate(
    _ piece: ProductPiece, _ columns: Range<Int>, _ gradient: UnsafeMutablePointer<Float>, filling block: UnsafeMutablePointer<Float>? = nil
  ) {
    for (index, row) in piece.rows.enumerated() {
      let range = elements(row, columns)
      let target = gradient + index * inputs
      dropout?.apply(to: range, sampleCount: sampleCount, from: target, into: target)
      guard activation == .gelu, let values else { continue }
      let from = values.pointer + range.lowerBound
      guard let block else {
        ck_gelu_backward(columns.count, from, target, target)
        continue
      }
      let made = block + index * ck_block_stride
      ck_gelu_again(columns.count, from, target, made)
      dropout?.apply(to: range, sampleCount: sampleCount, from: made, into: made)
    }
    if activation == .identity, let block { fill(piece.rows, columns, block) }
  }
}
