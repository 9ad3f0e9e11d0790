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
struct AdapterForward {
  let down: Tensor
  /// up, transposed to (rank, outputs): every product then runs along rows.
  let upTransposed: Tensor
  let scaling: Float
  let dropout: Dropout?
  /// Rows of the input.
  let rows: Int
  let rank: Int
  let inputs: Int
  let outputs: Int
  private let elementsPerSample: Int

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
    rows = source.rows
    elementsPerSample = source.elementsPerSample
    if let dropout, let values = source.values { precondition(dropout.elementsPerSample(of: values) == elementsPerSample) }
    Profile.note(m: source.rows, n: rank, k: inputs, secondTransposed: true)
    Profile.note(m: source.rows, n: outputs, k: rank)
  }

  /// Memory for dropout(x) downᵀ, (rows, rank).
  func makeInner() -> TensorBuffer { TensorBuffer([rows, rank]) }

  /// inner += dropout(block) down[terms]ᵀ, from zero at the first terms; `block` is left alone.
  func reduce(
    _ tile: ProductTile, _ terms: Range<Int>, _ block: UnsafeMutablePointer<Float>, into inner: UnsafeMutablePointer<Float>
  ) {
    var source = block
    if let dropout {
      source = tile.scratch.0
      for (index, row) in tile.rows.enumerated() {
        let range = row * inputs + terms.lowerBound..<row * inputs + terms.upperBound
        let offset = index * ck_block_stride
        dropout.apply(to: range, elementsPerSample: elementsPerSample, from: block + offset, into: source + offset)
      }
    }
    multiply(
      Matrix(source, stride: ck_block_stride), Matrix(down.pointer + terms.lowerBound, stride: inputs, transposed: true),
      into: MutableMatrix(inner + tile.rows.lowerBound * rank, stride: rank), m: tile.rows.count, n: rank, k: terms.count,
      beta: terms.lowerBound == 0 ? 0 : 1)
  }

  /// target += scaling * inner up[columns]ᵀ, in rows of all outputs.
  func expand(
    _ tile: ProductTile, _ columns: Range<Int>, _ inner: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>
  ) {
    multiply(
      Matrix(inner + tile.rows.lowerBound * rank, stride: rank),
      Matrix(upTransposed.pointer + columns.lowerBound, stride: outputs),
      into: MutableMatrix(target, stride: outputs), m: tile.rows.count, n: columns.count, k: rank, alpha: scaling, beta: 1)
  }

  /// The dropout's factors for a tile's rows and some columns, rows `ck_block_stride` floats apart.
  func drawFactors(_ tile: ProductTile, _ columns: Range<Int>, into factors: UnsafeMutablePointer<Float>) {
    for (index, row) in tile.rows.enumerated() {
      let range = row * inputs + columns.lowerBound..<row * inputs + columns.upperBound
      dropout?.factors(of: range, elementsPerSample: elementsPerSample, into: factors + index * ck_block_stride)
    }
  }
}

/// What is left of a use of a low-rank map for its backward.
struct AdapterPass {
  let map: AdapterForward
  /// (rows, rank): dropout(x) downᵀ
  let inner: Tensor

  var saved: [Tensor] { [inner, map.down, map.upTransposed] }
}

/// The backward of one use: the tiles' parts of the thin matrices' gradients are added up in order.
final class AdapterBackward {
  private let map: AdapterForward
  private let inner: Tensor
  /// (rows, rank): scaling * gradient up
  private let innerGradient: TensorBuffer
  /// (tiles, rank * inputs)
  private var downParts: TensorBuffer?
  /// (tiles, rank * outputs)
  private var upParts: TensorBuffer?

  /// - Parameters:
  ///   - filled: how many tiles `reduce` sees.
  ///   - finished: how many `expand` sees.
  init(_ pass: AdapterPass, wantsDown: Bool, wantsUp: Bool, filled: Int, finished: Int) {
    (map, inner) = (pass.map, pass.inner)
    innerGradient = map.makeInner()
    downParts = wantsDown ? TensorBuffer(zeros: [finished, map.rank * map.inputs]) : nil
    upParts = wantsUp ? TensorBuffer(zeros: [filled, map.rank * map.outputs]) : nil
    Profile.note(m: map.rows, n: map.rank, k: map.outputs, secondTransposed: true)
    Profile.note(m: map.rank, n: map.outputs, k: map.rows, firstTransposed: true)
    Profile.note(m: map.rank, n: map.inputs, k: map.rows, firstTransposed: true)
    Profile.note(m: map.rows, n: map.inputs, k: map.rank)
  }

  /// Takes a block of the output's gradient: its columns `terms`.
  func reduce(_ tile: ProductTile, _ terms: Range<Int>, _ block: UnsafeMutablePointer<Float>) {
    let (rank, outputs) = (map.rank, map.outputs)
    let first = tile.rows.lowerBound * rank
    multiply(
      Matrix(block, stride: ck_block_stride), Matrix(map.upTransposed.pointer + terms.lowerBound, stride: outputs, transposed: true),
      into: MutableMatrix(innerGradient.pointer + first, stride: rank), m: tile.rows.count, n: rank, k: terms.count, alpha: map.scaling,
      beta: terms.lowerBound == 0 ? 0 : 1)
    guard let parts = upParts.pointer else { return }
    multiply(
      Matrix(inner.pointer + first, stride: rank, transposed: true), Matrix(block, stride: ck_block_stride),
      into: MutableMatrix(parts + tile.index * rank * outputs + terms.lowerBound, stride: outputs), m: rank, n: terms.count,
      k: tile.rows.count, alpha: map.scaling)
  }

  /// Adds the map's part to the gradient of a transformed input, takes that back to the input's own, and sums up the part of down.
  ///
  /// - Parameter gradient: rows of the whole width, from the tile's first row and the first of the columns on; nil when nobody wants it.
  func expand(_ tile: ProductTile, _ columns: Range<Int>, source: LinearInput, into gradient: UnsafeMutablePointer<Float>?) {
    let (rank, inputs, count) = (map.rank, map.inputs, columns.count)
    let parts = downParts.pointer
    let (block, factors) = tile.scratch
    let inner = innerGradient.pointer + tile.rows.lowerBound * rank
    map.drawFactors(tile, columns, into: factors)
    if let gradient {
      let isDirect = map.dropout == nil
      multiply(
        Matrix(inner, stride: rank), Matrix(map.down.pointer + columns.lowerBound, stride: inputs),
        into: isDirect ? MutableMatrix(gradient, stride: inputs) : MutableMatrix(block, stride: ck_block_stride), m: tile.rows.count,
        n: count, k: rank, beta: isDirect ? 1 : 0)
      if !isDirect {
        for row in 0..<tile.rows.count {
          let offset = row * ck_block_stride
          ck_multiply_add(count, block + offset, factors + offset, gradient + row * inputs)
        }
      }
      source.differentiate(tile, columns, gradient, filling: parts == nil ? nil : block)
    } else if parts != nil {
      source.fill(tile.rows, columns, block)
    }
    guard let parts else { return }
    if map.dropout != nil {
      for row in 0..<tile.rows.count {
        let offset = row * ck_block_stride
        ck_multiply(count, block + offset, factors + offset, block + offset)
      }
    }
    multiply(
      Matrix(inner, stride: rank, transposed: true), Matrix(block, stride: ck_block_stride),
      into: MutableMatrix(parts + tile.index * rank * inputs + columns.lowerBound, stride: inputs), m: rank, n: count,
      k: tile.rows.count)
  }

  func addDown(to inputs: InputGradients, _ index: Int) {
    guard let parts = downParts.take()?.finish() else { return }
    inputs.accumulate(into: index) { addRows(of: parts, to: $0, isNew: $1) }
  }

  func addUp(to inputs: InputGradients, _ index: Int) {
    guard let parts = upParts.take()?.finish() else { return }
    let sum = TensorBuffer([map.rank, map.outputs])
    addRows(of: parts, to: sum.pointer, isNew: true)
    inputs.add(sum.finish().transposed(), to: index)
  }
}

extension Tensor {
  /// A matrix's transpose, copied.
  package func transposed() -> Tensor {
    let (rows, columns) = (shape[0], shape[1])
    let result = TensorBuffer([columns, rows])
    for row in 0..<rows {
      for column in 0..<columns { result.pointer[column * rows + row] = pointer[row * columns + column] }
    }
    return result.finish()
  }
}
