import CKernels

extension Tensor {
  /// Attention across channels: A = softmax(tokens^-0.5 * Qᵀ K) per group, a row for each channel of Q; out[c] = sum over d of A[c, d] V[d].
  ///
  /// - Parameter qkv: (batch, tokens, 3 * channels), split [3][groups][channels / groups]
  /// - Returns: (batch, tokens, channels)
  package static func channelAttention(qkv: Tensor, groups: Int) -> Tensor {
    channelAttention(qkv: RecomputableTensor(qkv), groups: groups)
  }

  /// Attention across channels of queries, keys and values that may be forgotten until the backward.
  package static func channelAttention(qkv recomputable: RecomputableTensor, groups: Int) -> Tensor {
    let qkv = recomputable.tensor
    let geometry = ChannelGeometry(qkv: qkv, groups: groups)
    let (channels, size) = (geometry.channels, geometry.groupWidth)
    geometry.note(forward: 1, backward: 0)
    let weights = geometry.crossProducts(
      qkv, channel: 0, qkv, channel: channels, alpha: 1 / Float(geometry.tokens).squareRoot()
    ) { _, scores in ck_softmax_rows(size, size, size, size, 0, scores) }
    let output = TensorBuffer([geometry.batch, geometry.tokens, channels])
    geometry.forEachBlock { block in
      multiply(
        geometry.matrix(qkv, block, channel: 2 * channels), geometry.matrix(of: weights, block, transposed: true),
        into: geometry.matrix(output.pointer, block, depth: channels, channel: 0), m: block.tokens.count, n: size, k: size)
    }
    return output.finish().recorded(inputs: [qkv]) {
      ChannelAttentionOperation(memory: recomputable.memory, weights: weights, geometry: geometry)
    }
  }
}

/// Some tokens of one group of one sample.
private struct ChannelBlock {
  let sample: Int
  let group: Int
  let tokens: Range<Int>
}

private struct ChannelGeometry {
  let batch: Int
  let tokens: Int
  let channels: Int
  let groups: Int

  init(qkv: Tensor, groups: Int) {
    precondition(qkv.shape.count == 3 && qkv.shape[2] % (3 * groups) == 0, "channel attention of qkv \(qkv.shape) with \(groups) groups")
    batch = qkv.shape[0]
    tokens = qkv.shape[1]
    channels = qkv.shape[2] / 3
    self.groups = groups
  }

  /// Tells the profile of the products of so many passes.
  func note(forward: Int, backward: Int) {
    let (size, count) = (groupWidth, batch * groups)
    Profile.note(m: size, n: size, k: tokens, firstTransposed: true, count: (forward + backward) * count)
    Profile.note(m: tokens, n: size, k: size, secondTransposed: true, count: (forward + backward) * count)
    Profile.note(m: tokens, n: size, k: size, count: 2 * backward * count)
  }

  var groupWidth: Int { channels / groups }
  /// Tokens of a block.
  private let blockSize = 512
  private var blocks: Int { (tokens + blockSize - 1) / blockSize }

  private func block(_ index: Int) -> ChannelBlock {
    let number = index / groups % blocks
    return ChannelBlock(
      sample: index / groups / blocks, group: index % groups, tokens: number * blockSize..<min(tokens, (number + 1) * blockSize))
  }

  /// Every block, spread over the threads; those of the same tokens follow each other.
  func forEachBlock(_ body: (ChannelBlock) -> Void) {
    Parallel.unsafeForEach(batch * blocks * groups) { body(block($0)) }
  }

  /// The block's tokens and channels in `tensor` (batch, tokens, ...), the group's part at `channel`.
  func matrix(_ tensor: Tensor, _ block: ChannelBlock, channel: Int, transposed: Bool = false) -> Matrix {
    let depth = tensor.shape[2]
    let token = block.sample * tokens + block.tokens.lowerBound
    return Matrix(tensor.pointer + token * depth + channel + block.group * groupWidth, stride: depth, transposed: transposed)
  }

  /// The block's tokens and channels in what is written to, (batch, tokens, depth), the group's part at `channel`.
  func matrix(_ target: UnsafeMutablePointer<Float>, _ block: ChannelBlock, depth: Int, channel: Int) -> MutableMatrix {
    let token = block.sample * tokens + block.tokens.lowerBound
    return MutableMatrix(target + token * depth + channel + block.group * groupWidth, stride: depth)
  }

  /// The block's group in `products` (batch, groups, group width, group width).
  func matrix(of products: Tensor, _ block: ChannelBlock, transposed: Bool = false) -> Matrix {
    let size = groupWidth
    return Matrix(products.pointer + (block.sample * groups + block.group) * size * size, stride: size, transposed: transposed)
  }

  /// alpha * XᵀY over all tokens for each group, (batch, groups, group width, group width), and `finish` on each when it is complete.
  ///
  /// The blocks' products are added up in order, so that all threads can work and the sum is always the same.
  func crossProducts(
    _ x: Tensor, channel xChannel: Int, _ y: Tensor, channel yChannel: Int, alpha: Float,
    finish: (_ group: Int, UnsafeMutablePointer<Float>) -> Void
  ) -> Tensor {
    let size = groupWidth
    let area = size * size
    let parts = TensorBuffer([batch, blocks, groups, area])
    Parallel.unsafeForEach(batch * blocks * groups) { index in
      let block = block(index)
      multiply(
        matrix(x, block, channel: xChannel, transposed: true), matrix(y, block, channel: yChannel),
        into: MutableMatrix(parts.pointer + index * area, stride: size), m: size, n: size, k: block.tokens.count, alpha: alpha)
    }
    let products = TensorBuffer([batch, groups, size, size])
    Parallel.unsafeForEach(batch * groups) { index in
      let product = products.pointer + index * area
      let first = parts.pointer + (index / groups * blocks * groups + index % groups) * area
      product.update(from: first, count: area)
      for number in 1..<max(1, blocks) { ck_add(area, product, first + number * groups * area, product) }
      finish(index, product)
    }
    return products.finish()
  }
}

private struct ChannelAttentionOperation: Operation {
  let memory: RecomputableTensor.Memory
  /// The softmax, (batch, groups, group width, group width): small, as it has no axis of tokens.
  let weights: Tensor
  let geometry: ChannelGeometry

  var saved: [Tensor] { memory.saved + [weights] }

  func backward(_ gradient: Tensor, _ inputs: InputGradients) {
    let qkv = memory.tensor
    geometry.note(forward: 0, backward: 1)
    let (channels, size) = (geometry.channels, geometry.groupWidth)
    let scale = 1 / Float(geometry.tokens).squareRoot()
    let scores = geometry.crossProducts(gradient, channel: 0, qkv, channel: 2 * channels, alpha: 1) { group, product in
      ck_softmax_backward_rows(size, size, size, size, 0, scale, weights.pointer + group * size * size, product)
    }
    let result = TensorBuffer(qkv.shape)
    let target = result.pointer
    geometry.forEachBlock { block in
      func product(_ a: Matrix, _ b: Matrix, channel: Int) {
        let target = geometry.matrix(target, block, depth: 3 * channels, channel: channel)
        multiply(a, b, into: target, m: block.tokens.count, n: size, k: size)
      }
      product(geometry.matrix(qkv, block, channel: channels), geometry.matrix(of: scores, block, transposed: true), channel: 0)
      product(geometry.matrix(qkv, block, channel: 0), geometry.matrix(of: scores, block), channel: channels)
      product(geometry.matrix(gradient, block, channel: 0), geometry.matrix(of: weights, block), channel: 2 * channels)
    }
    inputs.add(result.finish(), to: 0)
  }
}
