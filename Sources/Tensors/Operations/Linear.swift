import CKernels

extension Tensor {
  /// x (..., inputs) Wᵀ + b, then the activation; weight (outputs, inputs), bias (outputs).
  ///
  /// Keeps its input only for a weight that is followed, and the values before the activation only when there is a backward at all.
  package func linear(_ weight: Tensor, _ bias: Tensor?, activation: Activation = .identity) -> Tensor {
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    precondition(shape.last == inputs, "input \(shape) for a linear map with weight \(weight.shape)")
    precondition(bias?.shape ?? [outputs] == [outputs], "bias \(bias?.shape ?? []) for a linear map with weight \(weight.shape)")
    let rows = count / max(1, inputs)
    let outputShape = Array(shape.dropLast()) + [outputs]
    let keepsLinear = activation == .gelu && (isTracked || weight.isTracked || bias?.isTracked == true)
    let linear = Tensor(uninitialized: outputShape)
    let result = keepsLinear ? Tensor(uninitialized: outputShape) : linear
    multiplyBlocked(
      Matrix(pointer, stride: inputs), Matrix(weight.pointer, stride: inputs, transposed: true),
      into: Matrix(linear.pointer, stride: outputs),
      m: rows, n: outputs, k: inputs
    ) { rows, columns in
      let corner = rows.lowerBound * outputs + columns.lowerBound
      let biases = bias.map { UnsafePointer($0.pointer + columns.lowerBound) }
      switch activation {
      case .gelu: ck_add_bias_gelu(rows.count, columns.count, outputs, biases, linear.pointer + corner, result.pointer + corner)
      case .identity: if let biases { ck_add_bias(rows.count, columns.count, outputs, biases, linear.pointer + corner) }
      }
    }
    return result.recorded(inputs: [self, weight, bias]) {
      Linear(
        input: weight.isTracked ? detached : nil, weight: weight.detached, linear: keepsLinear ? Kept(linear) : nil, rows: rows)
    }
  }
}

private struct Linear: Operation {
  /// Nil when the weight wants no gradient.
  let input: Tensor?
  let weight: Tensor
  /// The values before the activation; nil when there is none.
  let linear: Kept?
  let rows: Int

  var saved: [Tensor] { [input, weight].compactMap { $0 } + (linear?.saved ?? []) }

  func backward(_ gradient: Tensor, _ inputs: InputGradients) {
    let (outputWidth, inputWidth) = (weight.shape[0], weight.shape[1])
    let activated = linear?.take()
    let outer = activated?.target ?? gradient
    let prepare = activated.map { linear in
      { (rows: Range<Int>) in
        let first = rows.lowerBound * outputWidth
        ck_gelu_backward(rows.count * outputWidth, linear.source.pointer + first, gradient.pointer + first, linear.target.pointer + first)
      }
    }
    if inputs.isNeeded(0) {
      let (sum, isNew) = inputs.accumulator(for: 0)
      multiplyBlocked(
        Matrix(outer.pointer, stride: outputWidth), Matrix(weight.pointer, stride: inputWidth),
        into: Matrix(sum.pointer, stride: inputWidth),
        m: rows, n: inputWidth, k: outputWidth, beta: isNew ? 0 : 1, prologue: prepare)
    } else if let prepare {
      Parallel.forBlocks(of: rows, grain: rowGrain(outputWidth), prepare)
    }
    if let input {
      let (sum, isNew) = inputs.accumulator(for: 1)
      multiplyBlocked(
        Matrix(outer.pointer, stride: outputWidth, transposed: true), Matrix(input.pointer, stride: inputWidth),
        into: Matrix(sum.pointer, stride: inputWidth), m: outputWidth, n: inputWidth, k: rows, beta: isNew ? 0 : 1)
    }
    if inputs.isNeeded(2) {
      let (sum, isNew) = inputs.accumulator(for: 2)
      sumOverRows(rows, grain: rowGrain(outputWidth) * 4, width: outputWidth, into: sum.pointer, isNew: isNew) { rows, sums in
        ck_column_sums(rows.count, outputWidth, outer.pointer + rows.lowerBound * outputWidth, sums)
      }
    }
  }
}
