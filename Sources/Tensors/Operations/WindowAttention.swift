import CKernels

extension Tensor {
  /// Attention inside windows of `window` x `window` tokens of a map, with scale (channels / heads)^-0.5.
  ///
  /// The map is padded at the right and bottom to multiples of the window with tokens that are seen as keys.
  ///
  /// - Parameters:
  ///   - qkv: (batch, height, width, 3 * channels), split [3][heads][channels / heads]
  ///   - padding: (3 * channels), what a padded token has in place of `qkv`
  /// - Returns: (batch, height, width, channels)
  package static func windowAttention(qkv: Tensor, padding: Tensor, heads: Int, window: Int) -> Tensor {
    windowAttention(qkv: RecomputableTensor(qkv), padding: padding, heads: heads, window: window)
  }

  /// Attention inside windows of queries, keys and values that may be forgotten until the backward.
  package static func windowAttention(qkv recomputable: RecomputableTensor, padding: Tensor, heads: Int, window: Int) -> Tensor {
    let qkv = recomputable.tensor
    let geometry = WindowGeometry(qkv: qkv, padding: padding, heads: heads, window: window)
    let output = TensorBuffer([geometry.batch, geometry.height, geometry.width, geometry.channels])
    let (tokens, headWidth) = (geometry.tokens, geometry.headWidth)
    geometry.note(forward: 1, backward: 0)
    geometry.forEachHead(scratch: geometry.packedCount * 4 + tokens * tokens) { head, scratch in
      let packed = geometry.pack(head, qkv: qkv, padding: padding, into: scratch)
      let result = scratch + geometry.packedCount * 3
      let scores = result + geometry.packedCount
      geometry.probabilities(head, packed, into: scores)
      multiply(
        Matrix(scores, stride: tokens), Matrix(packed.value, stride: headWidth), into: MutableMatrix(result, stride: headWidth),
        m: head.count,
        n: headWidth, k: tokens)
      geometry.scatter(result, head, into: output.pointer, depth: geometry.channels, channel: 0)
    }
    return output.finish().recorded(inputs: [qkv, padding]) {
      WindowAttentionOperation(memory: recomputable.memory, shape: qkv.shape, padding: padding.detached, geometry: geometry)
    }
  }
}

/// One head of one window: the tokens of the map that lie in it.
private struct WindowHead {
  let window: Int
  let head: Int
  /// Number of the window's first token among the tokens of the batch.
  let first: Int
  let rows: Int
  let columns: Int
  /// Tokens of the map; the window's others are padding, and come after them.
  var count: Int { rows * columns }
}

/// Queries, keys and values of one head of one window, (tokens, head width) each.
private struct PackedHead {
  let query: UnsafeMutablePointer<Float>
  let key: UnsafeMutablePointer<Float>
  let value: UnsafeMutablePointer<Float>
}

private struct WindowGeometry {
  let batch: Int
  let height: Int
  let width: Int
  let channels: Int
  let heads: Int
  let window: Int

  init(qkv: Tensor, padding: Tensor, heads: Int, window: Int) {
    precondition(
      qkv.shape.count == 4 && padding.shape == [qkv.shape[3]] && qkv.shape[3] % (3 * heads) == 0 && window > 0,
      "window attention of qkv \(qkv.shape), padding \(padding.shape) with \(heads) heads and window \(window)")
    batch = qkv.shape[0]
    height = qkv.shape[1]
    width = qkv.shape[2]
    channels = qkv.shape[3] / 3
    self.heads = heads
    self.window = window
  }

  /// Tells the profile of the products of so many passes.
  func note(forward: Int, backward: Int) {
    let count = windows * heads
    Profile.note(m: tokens, n: tokens, k: headWidth, secondTransposed: true, count: (forward + 2 * backward) * count)
    Profile.note(m: tokens, n: headWidth, k: tokens, count: (forward + backward) * count)
    Profile.note(m: tokens, n: headWidth, k: tokens, firstTransposed: true, count: 2 * backward * count)
  }

  var headWidth: Int { channels / heads }
  var scale: Float { 1 / Float(headWidth).squareRoot() }
  /// Tokens of a window, padding included.
  var tokens: Int { window * window }
  var packedCount: Int { tokens * headWidth }
  private var down: Int { (height + window - 1) / window }
  private var across: Int { (width + window - 1) / window }
  var windows: Int { batch * down * across }
  var hasPadding: Bool { height % window != 0 || width % window != 0 }

  /// Every head of every window, spread over the threads.
  func forEachHead(scratch: Int, _ body: (WindowHead, UnsafeMutablePointer<Float>) -> Void) {
    Parallel.unsafeForEach(windows * heads, scratch: scratch) { index, scratch in
      let number = index / heads
      let row = number / across % down * window
      let column = number % across * window
      let first = (number / (down * across) * height + row) * width + column
      body(
        WindowHead(
          window: number, head: index % heads, first: first, rows: min(window, height - row), columns: min(window, width - column)),
        scratch)
    }
  }

  /// Copies the head's part at `channel` of the window's tokens out of `map` (batch, height, width, ...).
  func gather(_ map: Tensor, _ head: WindowHead, channel: Int, into packed: UnsafeMutablePointer<Float>) {
    let depth = map.shape[3]
    for row in 0..<head.rows {
      let token = map.pointer + (head.first + row * width) * depth + channel + head.head * headWidth
      ck_copy_rows(head.columns, headWidth, token, depth, packed + row * head.columns * headWidth, headWidth)
    }
  }

  /// Copies the head's part of the window's tokens into a map (batch, height, width, depth) at `channel`.
  func scatter(
    _ packed: UnsafePointer<Float>, _ head: WindowHead, into map: UnsafeMutablePointer<Float>, depth: Int, channel: Int
  ) {
    for row in 0..<head.rows {
      let token = map + (head.first + row * width) * depth + channel + head.head * headWidth
      ck_copy_rows(head.columns, headWidth, packed + row * head.columns * headWidth, headWidth, token, depth)
    }
  }

  func pack(_ head: WindowHead, qkv: Tensor, padding: Tensor, into scratch: UnsafeMutablePointer<Float>) -> PackedHead {
    let packed = PackedHead(query: scratch, key: scratch + packedCount, value: scratch + 2 * packedCount)
    gather(qkv, head, channel: 0, into: packed.query)
    for (part, target) in [(1, packed.key), (2, packed.value)] {
      gather(qkv, head, channel: part * channels, into: target)
      let missing = padding.pointer + part * channels + head.head * headWidth
      ck_copy_rows(tokens - head.count, headWidth, missing, 0, target + head.count * headWidth, headWidth)
    }
    return packed
  }

  /// softmax(scale * Q Kᵀ): a row for each token of the map, a column for each of the window.
  func probabilities(_ head: WindowHead, _ packed: PackedHead, into scores: UnsafeMutablePointer<Float>) {
    multiply(
      Matrix(packed.query, stride: headWidth), Matrix(packed.key, stride: headWidth, transposed: true),
      into: MutableMatrix(scores, stride: tokens), m: head.count, n: tokens, k: headWidth, alpha: scale)
    ck_softmax_rows(head.count, tokens, tokens, tokens, 0, scores)
  }
}

private struct WindowAttentionOperation: Operation {
  let memory: RecomputableTensor.Memory
  let shape: [Int]
  let padding: Tensor
  let geometry: WindowGeometry

  var saved: [Tensor] { memory.saved + [padding] }

  func backward(_ gradient: Tensor, _ inputs: InputGradients) {
    let qkv = memory.tensor
    geometry.note(forward: 0, backward: 1)
    let qkvGradient = inputs.isNeeded(0) ? TensorBuffer(shape) : nil
    let target = qkvGradient.pointer
    // What each window adds to the gradient of the padding.
    let parts = inputs.isNeeded(1) && geometry.hasPadding ? TensorBuffer(zeros: [geometry.windows, padding.count]) : nil
    let partTarget = parts.pointer
    let (tokens, channels, packedCount) = (geometry.tokens, geometry.channels, geometry.packedCount)
    geometry.forEachHead(scratch: packedCount * 7 + 2 * tokens * tokens) { head, scratch in
      let result = PackedHead(
        query: scratch + 3 * packedCount, key: scratch + 4 * packedCount, value: scratch + 5 * packedCount)
      differentiate(head, qkv, gradient, result, scratch)
      if let target {
        for (part, gradient) in [result.query, result.key, result.value].enumerated() {
          geometry.scatter(gradient, head, into: target, depth: 3 * channels, channel: part * channels)
        }
      }
      if let partTarget { addPadding(of: head, result, to: partTarget) }
    }
    if let qkvGradient { inputs.add(qkvGradient.finish(), to: 0) }
    if inputs.isNeeded(1) {
      let sum = TensorBuffer(zeros: padding.shape)
      if let parts {
        for window in 0..<geometry.windows { ck_add(sum.count, sum.pointer, parts.pointer + window * sum.count, sum.pointer) }
      }
      inputs.add(sum.finish(), to: 1)
    }
  }

  /// The gradients of the head's queries, keys and values in `result`; what stands before and behind it in `scratch` is used up.
  private func differentiate(
    _ head: WindowHead, _ qkv: Tensor, _ gradient: Tensor, _ result: PackedHead, _ scratch: UnsafeMutablePointer<Float>
  ) {
    let (tokens, headWidth, count) = (geometry.tokens, geometry.headWidth, head.count)
    let packed = geometry.pack(head, qkv: qkv, padding: padding, into: scratch)
    let output = scratch + 6 * geometry.packedCount
    let probabilities = scratch + 7 * geometry.packedCount
    let scores = probabilities + tokens * tokens
    geometry.gather(gradient, head, channel: 0, into: output)
    geometry.probabilities(head, packed, into: probabilities)
    multiply(
      Matrix(output, stride: headWidth), Matrix(packed.value, stride: headWidth, transposed: true),
      into: MutableMatrix(scores, stride: tokens),
      m: count, n: tokens, k: headWidth)
    multiply(
      Matrix(probabilities, stride: tokens, transposed: true), Matrix(output, stride: headWidth),
      into: MutableMatrix(result.value, stride: headWidth), m: tokens, n: headWidth, k: count)
    ck_softmax_backward_rows(count, tokens, tokens, tokens, 0, geometry.scale, probabilities, scores)
    multiply(
      Matrix(scores, stride: tokens), Matrix(packed.key, stride: headWidth), into: MutableMatrix(result.query, stride: headWidth), m: count,
      n: headWidth, k: tokens)
    multiply(
      Matrix(scores, stride: tokens, transposed: true), Matrix(packed.query, stride: headWidth),
      into: MutableMatrix(result.key, stride: headWidth), m: tokens, n: headWidth, k: count)
  }

  /// The padded tokens of one head: their keys and values; their queries lead nowhere.
  private func addPadding(of head: WindowHead, _ result: PackedHead, to parts: UnsafeMutablePointer<Float>) {
    let headWidth = geometry.headWidth
    for (part, gradient) in [(1, result.key), (2, result.value)] {
      let sum = parts + head.window * padding.count + part * geometry.channels + head.head * headWidth
      for token in head.count..<geometry.tokens { ck_add(headWidth, sum, gradient + token * headWidth, sum) }
    }
  }
}
