import CKernels

extension Tensor {
  /// self (..., outputs) + scaling * (dropout(input (..., inputs)) downᵀ) upᵀ; down (rank, inputs), up (outputs, rank).
  ///
  /// Source: Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models". Keeps the input and its image of width `rank`; the mask is
  /// drawn again in the backward.
  package func addingLowRank(of input: Tensor, down: Tensor, up: Tensor, scaling: Float, dropout: Dropout?) -> Tensor {
    let map = LowRankMap(output: self, input: input, down: down, up: up, scaling: scaling, dropout: dropout)
    let inner = Tensor(uninitialized: [map.rows, map.rank])
    let result = Tensor(uninitialized: shape)
    Parallel.forBlocks(of: map.rows, grain: map.grain, scratch: map.grain * map.inputs) { rows, scratch in
      map.forward(rows, self, input, inner: inner, into: result, scratch)
    }
    return result.recorded(inputs: [self, input, down, up]) { LowRank(input: input.detached, inner: inner, map: map) }
  }

  /// A matrix's transpose, copied.
  func transposed() -> Tensor {
    let (rows, columns) = (shape[0], shape[1])
    let result = Tensor(uninitialized: [columns, rows])
    for row in 0..<rows {
      for column in 0..<columns { result.pointer[column * rows + row] = pointer[row * columns + column] }
    }
    return result
  }
}

/// The two thin matrices, and how the rows are cut.
private struct LowRankMap {
  let rows: Int
  let inputs: Int
  let outputs: Int
  let rank: Int
  let down: Tensor
  /// up, transposed to (rank, outputs): every product then runs along rows.
  let upTransposed: Tensor
  let scaling: Float
  let dropout: Dropout?
  /// Elements a sample of the input has.
  let sampleCount: Int

  init(output: Tensor, input: Tensor, down: Tensor, up: Tensor, scaling: Float, dropout: Dropout?) {
    precondition(
      down.shape.count == 2 && up.shape.count == 2 && down.shape[0] == up.shape[1] && input.shape.last == down.shape[1]
        && output.shape == input.shape.dropLast() + [up.shape[0]],
      "output \(output.shape), input \(input.shape), down \(down.shape), up \(up.shape) do not fit together")
    (rank, inputs, outputs) = (down.shape[0], down.shape[1], up.shape[0])
    rows = output.count / max(1, outputs)
    self.down = down.detached
    upTransposed = up.transposed()
    self.scaling = scaling
    self.dropout = dropout
    sampleCount = dropout?.sampleCount(of: input) ?? 0
  }

  /// Rows a block: what it reads and writes stays in the second-level cache.
  var grain: Int { min(64, max(8, 32_768 / max(1, inputs, outputs))) }

  /// Rows whose sums are taken together: a few blocks of them.
  var chunk: Int { max(1, rows / (grain * 32)) * grain }

  private func elements(_ rows: Range<Int>) -> Range<Int> { rows.lowerBound * inputs..<rows.upperBound * inputs }

  /// `scratch` has room for a block's inputs.
  func forward(
    _ rows: Range<Int>, _ output: Tensor, _ input: Tensor, inner: Tensor, into result: Tensor, _ scratch: UnsafeMutablePointer<Float>
  ) {
    let first = rows.lowerBound
    var source = input.pointer + first * inputs
    if let dropout {
      dropout.apply(to: elements(rows), sampleCount: sampleCount, from: source, into: scratch)
      source = scratch
    }
    let image = Matrix(inner.pointer + first * rank, stride: rank)
    multiply(
      Matrix(source, stride: inputs), Matrix(down.pointer, stride: inputs, transposed: true), into: image, m: rows.count, n: rank, k: inputs
    )
    let target = result.pointer + first * outputs
    target.update(from: output.pointer + first * outputs, count: rows.count * outputs)
    multiply(
      image, Matrix(upTransposed.pointer, stride: outputs), into: Matrix(target, stride: outputs), m: rows.count, n: outputs, k: rank,
      alpha: scaling, beta: 1)
  }

  /// sums (rank, outputs) = beta * sums + scaling * innerᵀ gradient
  func addUpGradient(_ rows: Range<Int>, _ gradient: Tensor, inner: Tensor, to sums: UnsafeMutablePointer<Float>, beta: Float) {
    multiply(
      Matrix(inner.pointer + rows.lowerBound * rank, stride: rank, transposed: true),
      Matrix(gradient.pointer + rows.lowerBound * outputs, stride: outputs), into: Matrix(sums, stride: outputs), m: rank, n: outputs,
      k: rows.count, alpha: scaling, beta: beta)
  }

  /// innerGradient (rows, rank) = scaling * gradient up
  func innerGradient(_ rows: Range<Int>, _ gradient: Tensor, into innerGradient: UnsafeMutablePointer<Float>) {
    multiply(
      Matrix(gradient.pointer + rows.lowerBound * outputs, stride: outputs),
      Matrix(upTransposed.pointer, stride: outputs, transposed: true), into: Matrix(innerGradient, stride: rank), m: rows.count, n: rank,
      k: outputs, alpha: scaling)
  }

  /// sums (rank, inputs) = beta * sums + innerGradientᵀ dropout(input); `factors` are the dropout's.
  func addDownGradient(
    _ rows: Range<Int>, _ input: Tensor, _ innerGradient: UnsafeMutablePointer<Float>, factors: UnsafePointer<Float>,
    to sums: UnsafeMutablePointer<Float>, beta: Float, _ scratch: UnsafeMutablePointer<Float>
  ) {
    var source = input.pointer + rows.lowerBound * inputs
    if dropout != nil {
      ck_multiply(rows.count * inputs, source, factors, scratch)
      source = scratch
    }
    multiply(
      Matrix(innerGradient, stride: rank, transposed: true), Matrix(source, stride: inputs), into: Matrix(sums, stride: inputs), m: rank,
      n: inputs, k: rows.count, beta: beta)
  }

  /// The input's gradient += the factors times innerGradient down, or = when it is new.
  func addInputGradient(
    _ rows: Range<Int>, _ innerGradient: UnsafeMutablePointer<Float>, factors: UnsafePointer<Float>, to sum: Tensor, isNew: Bool,
    _ scratch: UnsafeMutablePointer<Float>
  ) {
    let target = sum.pointer + rows.lowerBound * inputs
    let isDirect = dropout == nil
    multiply(
      Matrix(innerGradient, stride: rank), Matrix(down.pointer, stride: inputs), into: Matrix(isDirect ? target : scratch, stride: inputs),
      m: rows.count, n: inputs, k: rank, beta: isDirect && !isNew ? 1 : 0)
    if isDirect { return }
    let count = rows.count * inputs
    if isNew { ck_multiply(count, scratch, factors, target) } else { ck_multiply_add(count, scratch, factors, target) }
  }

  /// The dropout's factors for the inputs of `rows`.
  func drawFactors(_ rows: Range<Int>, into factors: UnsafeMutablePointer<Float>) {
    dropout?.factors(of: elements(rows), sampleCount: sampleCount, into: factors)
  }
}

private struct LowRank: Operation {
  let input: Tensor
  /// (rows, rank): dropout(input) downᵀ
  let inner: Tensor
  let map: LowRankMap

  var saved: [Tensor] { [input, inner, map.down, map.upTransposed] }

  func backward(_ gradient: Tensor, _ inputs: InputGradients) {
    inputs.add(gradient, to: 0)
    let chunks = (map.rows + map.chunk - 1) / map.chunk
    let inputSum = inputs.isNeeded(1) ? inputs.accumulator(for: 1) : nil
    let downParts = inputs.isNeeded(2) ? Tensor(uninitialized: [chunks, map.rank * map.inputs]) : nil
    let upParts = inputs.isNeeded(3) ? Tensor(uninitialized: [chunks, map.rank * map.outputs]) : nil
    let block = map.grain * map.inputs
    Parallel.forBlocks(of: map.rows, grain: map.chunk, scratch: 2 * block + map.grain * map.rank) { chunk, scratch in
      let part = chunk.lowerBound / map.chunk
      let (factors, innerGradient) = (scratch + block, scratch + 2 * block)
      for first in stride(from: chunk.lowerBound, to: chunk.upperBound, by: map.grain) {
        let rows = first..<min(chunk.upperBound, first + map.grain)
        let beta: Float = first == chunk.lowerBound ? 0 : 1
        if let upParts {
          map.addUpGradient(rows, gradient, inner: inner, to: upParts.pointer + part * map.rank * map.outputs, beta: beta)
        }
        guard downParts != nil || inputSum != nil else { continue }
        map.innerGradient(rows, gradient, into: innerGradient)
        map.drawFactors(rows, into: factors)
        if let downParts {
          let sums = downParts.pointer + part * map.rank * map.inputs
          map.addDownGradient(rows, input, innerGradient, factors: factors, to: sums, beta: beta, scratch)
        }
        if let (sum, isNew) = inputSum { map.addInputGradient(rows, innerGradient, factors: factors, to: sum, isNew: isNew, scratch) }
      }
    }
    if let downParts {
      let (sum, isNew) = inputs.accumulator(for: 2)
      addRows(of: downParts, to: sum.pointer, isNew: isNew)
    }
    if let upParts {
      let sum = Tensor(uninitialized: [map.rank, map.outputs])
      addRows(of: upParts, to: sum.pointer, isNew: true)
      inputs.add(sum.transposed(), to: 3)
    }
  }
}
