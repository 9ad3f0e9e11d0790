import CKernels

extension Tensor {
  /// self (..., outputs) + scaling * (dropout(input (..., inputs)) downᵀ) upᵀ; down (rank, inputs), up (outputs, rank).
  ///
  /// Source: Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models". Keeps the input and its image of width `rank`; the mask is
  /// drawn again in the backward.
  package func addingLowRank(of input: Tensor, down: Tensor, up: Tensor, scaling: Float, dropout: Dropout?) -> Tensor {
    let sizes = LowRankSizes(output: self, input: input, down: down, up: up)
    let inner = Tensor(uninitialized: [sizes.rows, sizes.rank])
    let result = Tensor(uninitialized: shape)
    let upTransposed = up.transposed()
    Parallel.forBlocks(of: sizes.rows, grain: sizes.grain) { rows in
      let image = Matrix(inner.pointer + rows.lowerBound * sizes.rank, stride: sizes.rank)
      withDropped(rows, of: input, dropout, width: sizes.inputs) { source in
        multiply(
          Matrix(source, stride: sizes.inputs), Matrix(down.pointer, stride: sizes.inputs, transposed: true), into: image,
          m: rows.count, n: sizes.rank, k: sizes.inputs)
      }
      let target = result.pointer + rows.lowerBound * sizes.outputs
      target.update(from: pointer + rows.lowerBound * sizes.outputs, count: rows.count * sizes.outputs)
      multiply(
        image, Matrix(upTransposed.pointer, stride: sizes.outputs), into: Matrix(target, stride: sizes.outputs), m: rows.count,
        n: sizes.outputs, k: sizes.rank, alpha: scaling, beta: 1)
    }
    return result.recorded(inputs: [self, input, down, up]) {
      LowRank(
        input: input.detached, inner: inner, down: down.detached, up: up.detached, scaling: scaling, dropout: dropout, sizes: sizes)
    }
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

private struct LowRankSizes {
  let rows: Int
  let inputs: Int
  let outputs: Int
  let rank: Int
  /// Rows a block: its inputs and outputs stay in the cache.
  let grain: Int
  /// Rows whose sums are taken together.
  let chunk: Int

  init(output: Tensor, input: Tensor, down: Tensor, up: Tensor) {
    precondition(
      down.shape.count == 2 && up.shape.count == 2 && down.shape[0] == up.shape[1] && input.shape.last == down.shape[1]
        && output.shape == input.shape.dropLast() + [up.shape[0]],
      "output \(output.shape), input \(input.shape), down \(down.shape), up \(up.shape) do not fit together")
    (rank, inputs, outputs) = (down.shape[0], down.shape[1], up.shape[0])
    rows = output.count / max(1, outputs)
    grain = min(64, max(1, 65536 / max(1, inputs, outputs)))
    chunk = max(grain, (rows + 15) / 16)
  }
}

/// Calls `body` with the input's rows after their dropout, which lie in storage of their own when there is one.
private func withDropped(
  _ rows: Range<Int>, of input: Tensor, _ dropout: Dropout?, width: Int, _ body: (UnsafeMutablePointer<Float>) -> Void
) {
  let start = input.pointer + rows.lowerBound * width
  guard let dropout else { return body(start) }
  let scratch = Tensor(uninitialized: [rows.count, width])
  dropout.apply(
    to: rows.lowerBound * width..<rows.upperBound * width, sampleCount: dropout.sampleCount(of: input), from: start, into: scratch.pointer)
  withExtendedLifetime(scratch) { body(scratch.pointer) }
}

private struct LowRank: Operation {
  let input: Tensor
  /// (rows, rank): dropout(input) downᵀ
  let inner: Tensor
  let down: Tensor
  let up: Tensor
  let scaling: Float
  let dropout: Dropout?
  let sizes: LowRankSizes

  var saved: [Tensor] { [input, inner, down, up] }

  func backward(_ gradient: Tensor, _ inputs: InputGradients) {
    inputs.add(gradient, to: 0)
    let chunks = (sizes.rows + sizes.chunk - 1) / sizes.chunk
    let inputSum = inputs.isNeeded(1) ? inputs.accumulator(for: 1) : nil
    let downParts = inputs.isNeeded(2) ? Tensor(uninitialized: [chunks, sizes.rank * sizes.inputs]) : nil
    let upParts = inputs.isNeeded(3) ? Tensor(uninitialized: [chunks, sizes.rank * sizes.outputs]) : nil
    let upTransposed = up.transposed()
    Parallel.forBlocks(of: sizes.rows, grain: sizes.chunk) { chunk in
      let part = chunk.lowerBound / sizes.chunk
      let innerGradient = Tensor(uninitialized: [sizes.grain, sizes.rank])
      for first in stride(from: chunk.lowerBound, to: chunk.upperBound, by: sizes.grain) {
        let rows = first..<min(chunk.upperBound, first + sizes.grain)
        let beta: Float = first == chunk.lowerBound ? 0 : 1
        let outer = Matrix(gradient.pointer + first * sizes.outputs, stride: sizes.outputs)
        if let upParts {
          multiply(
            Matrix(inner.pointer + first * sizes.rank, stride: sizes.rank, transposed: true), outer,
            into: Matrix(upParts.pointer + part * sizes.rank * sizes.outputs, stride: sizes.outputs), m: sizes.rank, n: sizes.outputs,
            k: rows.count, alpha: scaling, beta: beta)
        }
        guard downParts != nil || inputSum != nil else { continue }
        multiply(
          outer, Matrix(upTransposed.pointer, stride: sizes.outputs, transposed: true),
          into: Matrix(innerGradient.pointer, stride: sizes.rank), m: rows.count, n: sizes.rank, k: sizes.outputs, alpha: scaling)
        if let downParts {
          withDropped(rows, of: input, dropout, width: sizes.inputs) { source in
            multiply(
              Matrix(innerGradient.pointer, stride: sizes.rank, transposed: true), Matrix(source, stride: sizes.inputs),
              into: Matrix(downParts.pointer + part * sizes.rank * sizes.inputs, stride: sizes.inputs), m: sizes.rank, n: sizes.inputs,
              k: rows.count, beta: beta)
          }
        }
        if let (sum, isNew) = inputSum { addInputGradient(of: rows, innerGradient, to: sum, isNew: isNew) }
      }
    }
    if let downParts {
      let (sum, isNew) = inputs.accumulator(for: 2)
      addRows(of: downParts, to: sum.pointer, isNew: isNew)
    }
    if let upParts {
      let sum = Tensor(uninitialized: [sizes.rank, sizes.outputs])
      addRows(of: upParts, to: sum.pointer, isNew: true)
      inputs.add(sum.transposed(), to: 3)
    }
  }

  /// The rows' innerGradient down, with the forward's mask.
  private func addInputGradient(of rows: Range<Int>, _ innerGradient: Tensor, to sum: Tensor, isNew: Bool) {
    let elements = rows.lowerBound * sizes.inputs..<rows.upperBound * sizes.inputs
    let target = sum.pointer + elements.lowerBound
    func product(into pointer: UnsafeMutablePointer<Float>, beta: Float) {
      multiply(
        Matrix(innerGradient.pointer, stride: sizes.rank), Matrix(down.pointer, stride: sizes.inputs),
        into: Matrix(pointer, stride: sizes.inputs), m: rows.count, n: sizes.inputs, k: sizes.rank, beta: beta)
    }
    guard let dropout else { return product(into: target, beta: isNew ? 0 : 1) }
    let scratch = Tensor(uninitialized: [rows.count, sizes.inputs])
    product(into: scratch.pointer, beta: 0)
    let masked = isNew ? target : scratch.pointer
    dropout.apply(to: elements, sampleCount: dropout.sampleCount(of: input), from: scratch.pointer, into: masked)
    if !isNew { ck_add(elements.count, target, masked, target) }
  }
}
