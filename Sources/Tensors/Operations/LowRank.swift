import CKernels

/// A low-rank map beside a linear one: scaling * (dropout(x) downᵀ) upᵀ; down (rank, inputs), up (outputs, rank).
///
/// Source: Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models".
public struct LowRankMap {
  let down: Tensor
  let up: Tensor
  let scaling: Float
  /// Falls on the map's input; its mask is drawn again in the backward.
  let dropout: Dropout?

  /// down (rank, inputs), up (outputs, rank).
  public init(down: Tensor, up: Tensor, scaling: Float, dropout: Dropout?) {
    precondition(
      down.shape.count == 2 && up.shape.count == 2 && down.shape[0] == up.shape[1], "down \(down.shape), up \(up.shape) do not fit together"
    )
    (self.down, self.up, self.scaling, self.dropout) = (down, up, scaling, dropout)
  }
}

/// One use of a low-rank map: its two thin products are formed while the wide one passes by.
struct AdapterPass {
  let down: Tensor
  /// up, transposed to (rank, outputs): every product then runs along rows.
  let upTransposed: Tensor
  let scaling: Float
  let dropout: Dropout?
  /// (rows, rank): dropout(x) downᵀ
  let inner: Tensor
  let rank: Int
  let inputs: Int
  let outputs: Int
  private let sampleCount: Int

  var saved: [Tensor] { [inner, down, upTransposed] }

  init(_ map: LowRankMap, _ source: LinearInput, outputs: Int) {
    precondition(
      map.down.shape[1] == source.inputs && map.up.shape[0] == outputs,
      "down \(map.down.shape), up \(map.up.shape) beside a map of \(source.inputs) to \(outputs)")
    rank = map.down.shape[0]
    inputs = source.inputs
    self.outputs = outputs
    down = map.down.detached
    upTransposed = map.up.transposed()
    scaling = map.scaling
    dropout = map.dropout
    inner = Tensor(uninitialized: [source.rows, rank])
    sampleCount = source.sampleCount
    if let dropout, let values = source.values { precondition(dropout.sampleCount(of: values) == sampleCount) }
    Profile.note(m: source.rows, n: rank, k: inputs, secondTransposed: true)
    Profile.note(m: source.rows, n: outputs, k: rank)
  }

  /// inner += dropout(block) down[terms]ᵀ, from zero at the first terms; `block` is left alone.
  func reduce(_ piece: ProductPiece, _ terms: Range<Int>, _ block: UnsafeMutablePointer<Float>) {
    var source = block
    if let dropout {
      source = piece.spare.0
      for (index, row) in piece.rows.enumerated() {
        let range = row * inputs + terms.lowerBound..<row * inputs + terms.upperBound
        let offset = index * ck_block_stride
        dropout.apply(to: range, sampleCount: sampleCount, from: block + offset, into: source + offset)
      }
    }
    multiply(
      Matrix(source, stride: ck_block_stride), Matrix(down.pointer + terms.lowerBound, stride: inputs, transposed: true),
      into: Matrix(inner.pointer + piece.rows.lowerBound * rank, stride: rank), m: piece.rows.count, n: rank, k: terms.count,
      beta: terms.lowerBound == 0 ? 0 : 1)
  }

  /// target += scaling * inner up[columns]ᵀ, in rows of all outputs.
  func expand(_ piece: ProductPiece, _ columns: Range<Int>, into target: UnsafeMutablePointer<Float>) {
    multiply(
      Matrix(inner.pointer + piece.rows.lowerBound * rank, stride: rank),
      Matrix(upTransposed.pointer + columns.lowerBound, stride: outputs),
      into: Matrix(target, stride: outputs), m: piece.rows.count, n: columns.count, k: rank, alpha: scaling, beta: 1)
  }

  /// The dropout's factors for a piece's rows and some columns, rows `ck_block_stride` floats apart.
  func drawFactors(_ piece: ProductPiece, _ columns: Range<Int>, into factors: UnsafeMutablePointer<Float>) {
    for (index, row) in piece.rows.enumerated() {
      let range = row * inputs + columns.lowerBound..<row * inputs + columns.upperBound
      dropout?.factors(of: range, sampleCount: sampleCount, into: factors + index * ck_block_stride)
    }
  }
}

/// The backward of one use: the pieces' parts of the thin matrices' gradients are added up in order.
struct AdapterBackward {
  private let pass: AdapterPass
  /// (rows, rank): scaling * gradient up
  private let innerGradient: Tensor
  /// (pieces, rank * inputs)
  private let downParts: Tensor?
  /// (pieces, rank * outputs)
  private let upParts: Tensor?

  /// - Parameters:
  ///   - filled: how many pieces `reduce` sees.
  ///   - finished: how many `expand` sees.
  init(_ pass: AdapterPass, wantsDown: Bool, wantsUp: Bool, filled: Int, finished: Int) {
    self.pass = pass
    innerGradient = Tensor(uninitialized: pass.inner.shape)
    downParts = wantsDown ? .zeros([finished, pass.rank * pass.inputs]) : nil
    upParts = wantsUp ? .zeros([filled, pass.rank * pass.outputs]) : nil
    Profile.note(m: pass.inner.shape[0], n: pass.rank, k: pass.outputs, secondTransposed: true)
    Profile.note(m: pass.rank, n: pass.outputs, k: pass.inner.shape[0], firstTransposed: true)
    Profile.note(m: pass.rank, n: pass.inputs, k: pass.inner.shape[0], firstTransposed: true)
    Profile.note(m: pass.inner.shape[0], n: pass.inputs, k: pass.rank)
  }

  /// Takes a block of the output's gradient: its columns `terms`.
  func reduce(_ piece: ProductPiece, _ terms: Range<Int>, _ block: UnsafeMutablePointer<Float>) {
    let (rank, outputs) = (pass.rank, pass.outputs)
    let first = piece.rows.lowerBound * rank
    multiply(
      Matrix(block, stride: ck_block_stride), Matrix(pass.upTransposed.pointer + terms.lowerBound, stride: outputs, transposed: true),
      into: Matrix(innerGradient.pointer + first, stride: rank), m: piece.rows.count, n: rank, k: terms.count, alpha: pass.scaling,
      beta: terms.lowerBound == 0 ? 0 : 1)
    guard let upParts else { return }
    multiply(
      Matrix(pass.inner.pointer + first, stride: rank, transposed: true), Matrix(block, stride: ck_block_stride),
      into: Matrix(upParts.pointer + piece.index * rank * outputs + terms.lowerBound, stride: outputs), m: rank, n: terms.count,
      k: piece.rows.count, alpha: pass.scaling)
  }

  /// Adds the map's part to the gradient of a transformed input, takes that back to the input's own, and sums up the part of down.
  ///
  /// - Parameter gradient: rows of the whole width, from the piece's first row and the first of the columns on; nil when nobody wants it.
  func expand(_ piece: ProductPiece, _ columns: Range<Int>, source: LinearInput, into gradient: UnsafeMutablePointer<Float>?) {
    let (rank, inputs, count) = (pass.rank, pass.inputs, columns.count)
    let (block, factors) = piece.spare
    let inner = innerGradient.pointer + piece.rows.lowerBound * rank
    pass.drawFactors(piece, columns, into: factors)
    if let gradient {
      let isDirect = pass.dropout == nil
      multiply(
        Matrix(inner, stride: rank), Matrix(pass.down.pointer + columns.lowerBound, stride: inputs),
        into: isDirect ? Matrix(gradient, stride: inputs) : Matrix(block, stride: ck_block_stride), m: piece.rows.count, n: count, k: rank,
        beta: isDirect ? 1 : 0)
      if !isDirect {
        for row in 0..<piece.rows.count {
          let offset = row * ck_block_stride
          ck_multiply_add(count, block + offset, factors + offset, gradient + row * inputs)
        }
      }
      source.differentiate(piece, columns, gradient, filling: downParts == nil ? nil : block)
    } else if downParts != nil {
      source.fill(piece.rows, columns, block)
    }
    guard let downParts else { return }
    if pass.dropout != nil {
      for row in 0..<piece.rows.count {
        let offset = row * ck_block_stride
        ck_multiply(count, block + offset, factors + offset, block + offset)
      }
    }
    multiply(
      Matrix(inner, stride: rank, transposed: true), Matrix(block, stride: ck_block_stride),
      into: Matrix(downParts.pointer + piece.index * rank * inputs + columns.lowerBound, stride: inputs), m: rank, n: count,
      k: piece.rows.count)
  }

  func addDown(to inputs: InputGradients, _ index: Int) {
    guard let downParts else { return }
    let (sum, isNew) = inputs.accumulator(for: index)
    addRows(of: downParts, to: sum.pointer, isNew: isNew)
  }

  func addUp(to inputs: InputGradients, _ index: Int) {
    guard let upParts else { return }
    let sum = Tensor(uninitialized: [pass.rank, pass.outputs])
    addRows(of: upParts, to: sum.pointer, isNew: true)
    inputs.add(sum.transposed(), to: index)
  }
}

extension Tensor {
  /// A matrix's transpose, copied.
  package func transposed() -> Tensor {
    let (rows, columns) = (shape[0], shape[1])
    let result = Tensor(uninitialized: [columns, rows])
    for row in 0..<rows {
      for column in 0..<columns { result.pointer[column * rows + row] = pointer[row * columns + column] }
    }
    return result
  }
}
