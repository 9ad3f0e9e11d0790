import CKernels

/// What a weight-decomposed map (DoRA) has beside its low-rank one: lengths of its own for the rows of V = W + scaling · up down.
///
/// Source: Liu et al., "DoRA: Weight-Decomposed Low-Rank Adaptation", 2024. The rows' present lengths count as constants, as in its section
/// 4.3: no gradient goes through them.
public struct RowMagnitude {
  let magnitude: Tensor
  /// 1 / ‖V‖ (outputs)
  let inverses: Tensor
  /// m / ‖V‖ (outputs)
  package let factors: Tensor

  /// The lengths that the rows are to have, and those that they have, both (outputs). A row of zeros stays one.
  public init(_ magnitude: Tensor, over lengths: Tensor) {
    precondition(magnitude.shape == lengths.shape && lengths.shape.count == 1, "\(magnitude.shape) over \(lengths.shape)")
    self.magnitude = magnitude
    let inverses = TensorBuffer(lengths.shape)
    let factors = TensorBuffer(lengths.shape)
    for row in 0..<lengths.count {
      let length = lengths.pointer[row] == 0 ? 1 : lengths.pointer[row]
      inverses.pointer[row] = 1 / length
      factors.pointer[row] = magnitude.pointer[row] / length
    }
    (self.inverses, self.factors) = (inverses.finish(), factors.finish())
  }
}

extension RecomputableTensor {
  /// (m / ‖V‖) V T(x) + b with V = W + scaling · up down; see `linear` for T. The map's dropout falls on all that depends on m, as in PEFT:
  /// with x' = dropout(T(x)) it is W (T(x) - x') + (m / ‖V‖) V x' + b.
  package func linear(
    _ weight: StoredTensor, _ bias: Tensor?, after before: Activation, dropout: Dropout?, lowRank: LowRankMap, magnitude: RowMagnitude
  ) -> Tensor {
    guard let second = lowRank.dropout else {
      return linear(weight, nil, after: before, dropout: dropout, lowRank: lowRank).resized(by: magnitude, adding: bias)
    }
    let whole = tensor.activated(before).dropped(dropout)
    let kept = whole.dropped(second)
    let left = kept.scaled(by: -1).added(to: whole)
    let map = LowRankMap(down: lowRank.down, up: lowRank.up, scaling: lowRank.scaling, dropout: nil)
    let mapped = RecomputableTensor(kept).linear(weight, nil, lowRank: map).resized(by: magnitude, adding: nil)
    return mapped.added(to: RecomputableTensor(left).linear(weight, bias))
  }
}

extension StoredTensor {
  /// The length of each row of weight + scaling · up down: weight (outputs, inputs), up (outputs, rank), down (rank, inputs).
  package func rowLengths(adding up: Tensor, _ down: Tensor, scaling: Float) -> Tensor {
    let (outputs, inputs, rank) = (shape[0], shape[1], down.shape[0])
    precondition(up.shape == [outputs, rank] && down.shape[1] == inputs, "up \(up.shape), down \(down.shape) beside a weight \(shape)")
    let lengths = TensorBuffer([outputs])
    // A few rows at a time: the whole sum is as large as the weight.
    for start in stride(from: 0, to: outputs, by: 1024) {
      let rows = start..<min(outputs, start + 1024)
      var sum = widenedRows(rows)
      sum.withMutablePointer { sum in
        multiplyBlocked(
          Matrix(up.pointer + start * rank, stride: rank), Matrix(down.pointer, stride: inputs), into: MutableMatrix(sum, stride: inputs),
          m: rows.count, n: inputs, k: rank, alpha: scaling, beta: 1)
        Parallel.unsafeForBlocks(of: rows.count, blockSize: rowBlockSize(inputs)) { block in
          for row in block { lengths.pointer[start + row] = Float(ck_sum_of_squares(inputs, sum + row * inputs).squareRoot()) }
        }
      }
    }
    return lengths.finish()
  }
}

extension Tensor {

  /// Each row of a matrix times a factor of its own, in storage of their own.
  package func rowsScaled(by factors: Tensor) -> Tensor {
    let width = shape[1]
    var result = detached
    result.withMutablePointer { result in
      Parallel.unsafeForBlocks(of: shape[0], blockSize: rowBlockSize(width)) { rows in
        for row in rows { ck_scale(width, factors.pointer[row], result + row * width) }
      }
    }
    return result
  }

  /// Each column times its factor of `magnitude`, and a bias added: (..., outputs), the bias (outputs).
  func resized(by magnitude: RowMagnitude, adding bias: Tensor?) -> Tensor {
    var result = timesColumns(magnitude.factors)
    let width = magnitude.factors.count
    if let bias {
      result.withMutablePointer { result in
        Parallel.unsafeForBlocks(of: count / max(1, width), blockSize: rowBlockSize(width)) { rows in
          ck_add_bias(rows.count, width, width, bias.pointer, result + rows.lowerBound * width)
        }
      }
    }
    return result.recorded(inputs: [self, magnitude.magnitude, bias]) {
      Resizing(values: magnitude.magnitude.isTracked ? detached : nil, factors: magnitude.factors, inverses: magnitude.inverses)
    }
  }

  /// Each column times its factor.
  fileprivate func timesColumns(_ factors: Tensor) -> Tensor {
    let width = factors.count
    precondition(shape.last == width, "\(shape) times \(factors.shape)")
    let result = TensorBuffer(shape)
    Parallel.unsafeForBlocks(of: count / max(1, width), blockSize: rowBlockSize(width)) { rows in
      for row in rows { ck_multiply(width, pointer + row * width, factors.pointer, result.pointer + row * width) }
    }
    return result.finish()
  }
}

private struct Resizing: Operation {
  /// What was multiplied; nil when the magnitude is not trained.
  let values: Tensor?
  let factors: Tensor
  let inverses: Tensor

  var saved: [Tensor] { (values.map { [$0] } ?? []) + [factors, inverses] }

  func backward(_ gradient: Tensor, _ inputs: InputGradients) {
    let width = factors.count
    let rows = gradient.count / max(1, width)
    if inputs.isNeeded(0) { inputs.add(gradient.timesColumns(factors), to: 0) }
    if inputs.isNeeded(1), let values {
      let sum = TensorBuffer([width])
      sumOverRows(rows, blockSize: rowBlockSize(width) * 4, width: width, into: sum.pointer, isNew: true) { rows, sums in
        for row in rows { ck_multiply_add(width, gradient.pointer + row * width, values.pointer + row * width, sums) }
      }
      ck_multiply(width, sum.pointer, inverses.pointer, sum.pointer)
      inputs.add(sum.finish(), to: 1)
    }
    if inputs.isNeeded(2) {
      inputs.accumulate(into: 2) { sum, isNew in
        sumOverRows(rows, blockSize: rowBlockSize(width) * 4, width: width, into: sum, isNew: isNew) { rows, sums in
          ck_column_sums(rows.count, width, gradient.pointer + rows.lowerBound * width, sums)
        }
      }
    }
  }
}
