import CKernels

extension Tensor {
  /// Attention per head, softmax(scale * Q Kᵀ) V, with scale = (width / heads)^-0.5 and the heads side by side in the width.
  ///
  /// - Parameters:
  ///   - query: (batch, queries, width)
  ///   - key: (batch, keys, width)
  ///   - value: (batch, keys, width)
  ///   - keyLengths: for each sample the number of keys that are seen, the first ones; nil when all are.
  ///   - isCausal: query i sees keys 0...i + (keys seen - queries). A query that sees no key gives zeros.
  ///   - dropout: falls on the probabilities; element ((head * queries) + query) * keys + key of a sample.
  /// - Returns: (batch, queries, width)
  package static func attention(
    query: Tensor, key: Tensor, value: Tensor, heads: Int, keyLengths: [Int]? = nil, isCausal: Bool = false, dropout: Dropout? = nil
  ) -> Tensor {
    let geometry = AttentionGeometry(query: query, key: key, value: value, heads: heads, keyLengths: keyLengths, isCausal: isCausal)
    if let dropout {
      precondition(dropout.samples.count == geometry.batch, "dropout of \(dropout.samples.count) samples on \(query.shape)")
    }
    let output = TensorBuffer(query.shape)
    geometry.note(forward: 1, backward: 0)
    geometry.forEachBlock(scratch: geometry.scoreCount) { block, scores in
      geometry.probabilities(of: block, query: query, key: key, into: scores)
      if let dropout { geometry.drop(dropout, from: scores, block) }
      multiply(
        Matrix(scores, stride: block.stride), geometry.matrix(value, block, row: 0),
        into: geometry.matrix(output.pointer, block, row: block.rows.lowerBound, of: geometry.queries), m: block.rows.count,
        n: geometry.headWidth, k: block.columns)
    }
    return output.finish().recorded(inputs: [query, key, value]) {
      AttentionOperation(
        query: query.detached, key: key.detached, value: value.detached, geometry: geometry, dropout: dropout)
    }
  }
}

/// Which queries one step of the work is about.
private struct AttentionBlock {
  let sample: Int
  let head: Int
  /// Queries.
  let rows: Range<Int>
  /// Keys that the last of them sees, and so the columns of the block's scores.
  let columns: Int
  /// Keys that the first of them sees; may be negative when it sees none.
  let visible: Int
  /// Floats from one row of scores to the next.
  let stride: Int
}

private struct AttentionGeometry {
  let batch: Int
  let queries: Int
  let keys: Int
  let width: Int
  let heads: Int
  let keyLengths: [Int]?
  let isCausal: Bool
  /// Queries of a block: as many as keep its scores in the second-level cache.
  let blockRows: Int

  init(query: Tensor, key: Tensor, value: Tensor, heads: Int, keyLengths: [Int]?, isCausal: Bool) {
    precondition(
      query.shape.count == 3 && key.shape.count == 3 && key.shape == value.shape && query.shape[0] == key.shape[0]
        && query.shape[2] == key.shape[2] && query.shape[2] % heads == 0,
      "attention of query \(query.shape), key \(key.shape), value \(value.shape) with \(heads) heads")
    batch = query.shape[0]
    queries = query.shape[1]
    keys = key.shape[1]
    width = query.shape[2]
    self.heads = heads
    self.isCausal = isCausal
    self.keyLengths = keyLengths
    let fitting = 65_536 / max(keys, 1) / 16 * 16
    let blocks = (queries + max(32, min(256, fitting)) - 1) / max(32, min(256, fitting))
    blockRows = max(1, (queries + max(blocks, 1) - 1) / max(blocks, 1))
    if let keyLengths {
      precondition(
        keyLengths.count == batch && keyLengths.allSatisfy { 0...keys ~= $0 }, "key lengths \(keyLengths) for key \(key.shape)")
    }
  }

  /// Tells the profile of the products of so many passes, as if every query saw every key.
  func note(forward: Int, backward: Int) {
    let count = batch * heads
    Profile.note(m: queries, n: keys, k: headWidth, secondTransposed: true, count: (forward + 2 * backward) * count)
    Profile.note(m: queries, n: headWidth, k: keys, count: (forward + backward) * count)
    Profile.note(m: keys, n: headWidth, k: queries, firstTransposed: true, count: 2 * backward * count)
  }

  var headWidth: Int { width / heads }
  var scale: Float { 1 / Float(headWidth).squareRoot() }
  /// Floats from one row of scores to the next, at most.
  var scoreStride: Int { (keys + 15) / 16 * 16 }
  var scoreCount: Int { blockRows * scoreStride }
  /// By how much more the next query sees.
  var step: Int { isCausal ? 1 : 0 }
  private var blocks: Int { (queries + blockRows - 1) / blockRows }

  private func block(_ index: Int, sample: Int, head: Int) -> AttentionBlock {
    let seen = keyLengths?[sample] ?? keys
    let rows = index * blockRows..<min(queries, (index + 1) * blockRows)
    let last = isCausal ? rows.upperBound + seen - queries : seen
    let columns = max(0, min(seen, last))
    let visible = isCausal ? rows.lowerBound + 1 + seen - queries : seen
    return AttentionBlock(sample: sample, head: head, rows: rows, columns: columns, visible: visible, stride: (columns + 15) / 16 * 16)
  }

  /// All blocks, spread over the threads.
  func forEachBlock(scratch: Int, _ body: (AttentionBlock, UnsafeMutablePointer<Float>) -> Void) {
    Parallel.unsafeForEach(batch * heads * blocks, scratch: scratch) { index, scratch in
      body(block(index % blocks, sample: index / blocks / heads, head: index / blocks % heads), scratch)
    }
  }

  /// Samples and heads spread over the threads, with the blocks of each in order.
  func forEachHead(
    scratch: Int, prepare: (_ sample: Int, _ head: Int) -> Void, _ body: (AttentionBlock, UnsafeMutablePointer<Float>) -> Void
  ) {
    Parallel.unsafeForEach(batch * heads, scratch: scratch) { index, scratch in
      prepare(index / heads, index % heads)
      for number in 0..<blocks { body(block(number, sample: index / heads, head: index % heads), scratch) }
    }
  }

  /// The block's head in `tensor` (batch, tokens, width), from token `row` on.
  func matrix(_ tensor: Tensor, _ block: AttentionBlock, row: Int) -> Matrix {
    let token = block.sample * tensor.shape[1] + row
    return Matrix(tensor.pointer + token * width + block.head * headWidth, stride: width)
  }

  /// The block's head in what is written to, (batch, tokens, width), from token `row` on.
  func matrix(_ target: UnsafeMutablePointer<Float>, _ block: AttentionBlock, row: Int, of tokens: Int) -> MutableMatrix {
    MutableMatrix(target + (block.sample * tokens + row) * width + block.head * headWidth, stride: width)
  }

  /// Fills all keys of one head with zeros.
  func clearKeys(_ target: UnsafeMutablePointer<Float>, sample: Int, head: Int) {
    for token in 0..<keys { (target + (sample * keys + token) * width + head * headWidth).update(repeating: 0, count: headWidth) }
  }

  /// softmax(scale * Q Kᵀ), zero where a query does not see a key.
  func probabilities(of block: AttentionBlock, query: Tensor, key: Tensor, into scores: UnsafeMutablePointer<Float>) {
    var keys = matrix(key, block, row: 0)
    keys.isTransposed = true
    multiply(
      matrix(query, block, row: block.rows.lowerBound), keys, into: MutableMatrix(scores, stride: max(1, block.stride)),
      m: block.rows.count,
      n: block.columns, k: headWidth, alpha: scale)
    ck_softmax_rows(block.rows.count, block.columns, block.stride, block.visible, step, scores)
  }

  /// The number of the block's first element among the sample's probabilities.
  func firstElement(_ block: AttentionBlock) -> Int { (block.head * queries + block.rows.lowerBound) * keys }

  func drop(_ dropout: Dropout, from scores: UnsafeMutablePointer<Float>, _ block: AttentionBlock) {
    let key = dropout.key(block.sample)
    for row in 0..<block.rows.count {
      let scores = scores + row * block.stride
      let seen = max(0, min(block.columns, block.visible + row * step))
      ck_dropout(key, dropout.probability, firstElement(block) + row * keys, seen, scores, scores)
    }
  }
}

/// Keeps what went in, and computes the probabilities once more: they are far larger.
private struct AttentionOperation: Operation {
  let query: Tensor
  let key: Tensor
  let value: Tensor
  let geometry: AttentionGeometry
  let dropout: Dropout?

  var saved: [Tensor] { [query, key, value] }

  func backward(_ gradient: Tensor, _ inputs: InputGradients) {
    let queryGradient = inputs.isNeeded(0) ? TensorBuffer(query.shape) : nil
    let keyGradient = inputs.isNeeded(1) ? TensorBuffer(key.shape) : nil
    let valueGradient = inputs.isNeeded(2) ? TensorBuffer(value.shape) : nil
    let targets = Targets(query: queryGradient.pointer, key: keyGradient.pointer, value: valueGradient.pointer)
    geometry.note(forward: 0, backward: 1)
    let needsScores = inputs.isNeeded(0) || inputs.isNeeded(1)
    geometry.forEachHead(scratch: 2 * geometry.scoreCount + geometry.scoreStride) { sample, head in
      if let key = targets.key { geometry.clearKeys(key, sample: sample, head: head) }
      if let value = targets.value { geometry.clearKeys(value, sample: sample, head: head) }
    } _: { block, scratch in
      let probabilities = scratch
      let scoreGradient = scratch + geometry.scoreCount
      geometry.probabilities(of: block, query: query, key: key, into: probabilities)
      if needsScores {
        scores(block, gradient, probabilities, scoreGradient, factors: scratch + 2 * geometry.scoreCount)
      } else if let dropout {
        geometry.drop(dropout, from: probabilities, block)
      }
      accumulate(block, gradient, probabilities, scoreGradient, into: targets)
    }
    if let queryGradient { inputs.add(queryGradient.finish(), to: 0) }
    if let keyGradient { inputs.add(keyGradient.finish(), to: 1) }
    if let valueGradient { inputs.add(valueGradient.finish(), to: 2) }
  }

  /// Where the gradients go; nil: nobody wants it.
  private struct Targets {
    let query: UnsafeMutablePointer<Float>?
    let key: UnsafeMutablePointer<Float>?
    let value: UnsafeMutablePointer<Float>?
  }

  /// The gradient of Q Kᵀ from that of the output; `probabilities` leave with the dropout's mask applied.
  private func scores(
    _ block: AttentionBlock, _ gradient: Tensor, _ probabilities: UnsafeMutablePointer<Float>, _ result: UnsafeMutablePointer<Float>,
    factors: UnsafeMutablePointer<Float>
  ) {
    let rows = block.rows.count
    var values = geometry.matrix(value, block, row: 0)
    values.isTransposed = true
    multiply(
      geometry.matrix(gradient, block, row: block.rows.lowerBound), values, into: MutableMatrix(result, stride: max(1, block.stride)),
      m: rows,
      n: block.columns, k: geometry.headWidth)
    if let dropout {
      ck_softmax_dropout_backward_rows(
        rows, block.columns, block.stride, block.visible, geometry.step, geometry.scale, dropout.key(block.sample), dropout.probability,
        geometry.firstElement(block), geometry.keys, factors, probabilities, result)
    } else {
      ck_softmax_backward_rows(
        rows, block.columns, block.stride, block.visible, geometry.step, geometry.scale, probabilities, result)
    }
  }

  /// The block's part of the three gradients.
  private func accumulate(
    _ block: AttentionBlock, _ gradient: Tensor, _ probabilities: UnsafeMutablePointer<Float>,
    _ scoreGradient: UnsafeMutablePointer<Float>, into targets: Targets
  ) {
    let rows = block.rows
    let headWidth = geometry.headWidth
    let stride = max(1, block.stride)
    if let target = targets.query {
      multiply(
        Matrix(scoreGradient, stride: stride), geometry.matrix(key, block, row: 0),
        into: geometry.matrix(target, block, row: rows.lowerBound, of: geometry.queries), m: rows.count, n: headWidth, k: block.columns)
    }
    if let target = targets.key {
      multiply(
        Matrix(scoreGradient, stride: stride, transposed: true), geometry.matrix(query, block, row: rows.lowerBound),
        into: geometry.matrix(target, block, row: 0, of: geometry.keys), m: block.columns, n: headWidth, k: rows.count, beta: 1)
    }
    if let target = targets.value {
      multiply(
        Matrix(probabilities, stride: stride, transposed: true), geometry.matrix(gradient, block, row: rows.lowerBound),
        into: geometry.matrix(target, block, row: 0, of: geometry.keys), m: block.columns, n: headWidth, k: rows.count, beta: 1)
    }
  }
}
