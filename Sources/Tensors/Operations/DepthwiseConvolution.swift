import CKernels

extension Tensor {
  /// The tensor and its depthwise 3 x 3 convolution added: stride 1, zero padding 1.
  ///
  /// - Parameters:
  ///   - self: (batch, height, width, channels)
  ///   - weight: (channels, 1, 3, 3)
  ///   - bias: (channels)
  package func addingDepthwiseConvolution(_ weight: Tensor, _ bias: Tensor) -> Tensor {
    precondition(
      shape.count == 4 && weight.shape == [shape[3], 1, 3, 3] && bias.shape == [shape[3]],
      "depthwise convolution of \(shape) with weight \(weight.shape) and bias \(bias.shape)")
    return convolvedDepthwise(taps: tapsFirst(weight, reversed: false), bias: bias).recorded(inputs: [self, weight, bias]) {
      DepthwiseConvolutionOperation(input: weight.isTracked ? detached : nil, weight: isTracked ? weight.detached : nil, channels: shape[3])
    }
  }

  /// self + convolution, for taps (9, channels).
  fileprivate func convolvedDepthwise(taps: Tensor, bias: Tensor?) -> Tensor {
    let output = TensorBuffer(shape)
    let (width, channels) = (shape[2], shape[3])
    forEachBlockOfRows(of: self) { _, rows in
      for row in rows {
        ck_depthwise_row(
          width, channels, mapRow(row - 1, near: row), pointer + row * width * channels, mapRow(row + 1, near: row), taps.pointer,
          bias?.pointer, output.pointer + row * width * channels)
      }
    }
    return output.finish()
  }

  /// Row `row` of the rows of all maps, nil when it is not in the same map as row `other`.
  fileprivate func mapRow(_ row: Int, near other: Int) -> UnsafePointer<Float>? {
    guard row >= 0, row / shape[1] == other / shape[1] else { return nil }
    return pointer + row * shape[2] * shape[3]
  }
}

/// The rows of all maps in fixed blocks, spread over the threads.
private func forEachBlockOfRows(of map: Tensor, _ body: (_ block: Int, _ rows: Range<Int>) -> Void) {
  let (count, blockSize) = (map.shape[0] * map.shape[1], rowsPerBlock(of: map))
  Parallel.unsafeForEach((count + blockSize - 1) / blockSize) { block in
    body(block, block * blockSize..<min(count, (block + 1) * blockSize))
  }
}

private func rowsPerBlock(of map: Tensor) -> Int { max(1, 65_536 / max(1, map.shape[2] * map.shape[3])) }

/// A weight (channels, 1, 3, 3) as (9, channels), `reversed` for the way back.
private func tapsFirst(_ weight: Tensor, reversed: Bool) -> Tensor {
  let channels = weight.shape[0]
  let taps = TensorBuffer([9, channels])
  for channel in 0..<channels {
    for tap in 0..<9 { taps.pointer[(reversed ? 8 - tap : tap) * channels + channel] = weight.pointer[channel * 9 + tap] }
  }
  return taps.finish()
}

private struct DepthwiseConvolutionOperation: Operation {
  /// Kept for the weight's gradient.
  let input: Tensor?
  /// Kept for the input's gradient.
  let weight: Tensor?
  let channels: Int

  var saved: [Tensor] { [input, weight].compactMap { $0 } }

  func backward(_ gradient: Tensor, _ inputs: InputGradients) {
    if let weight { inputs.add(gradient.convolvedDepthwise(taps: tapsFirst(weight, reversed: true), bias: nil), to: 0) }
    guard inputs.isNeeded(1) || inputs.isNeeded(2) else { return }
    let sum = tapGradients(gradient)
    if inputs.isNeeded(1) {
      let weightGradient = TensorBuffer([channels, 1, 3, 3])
      for channel in 0..<channels {
        for tap in 0..<9 { weightGradient.pointer[channel * 9 + tap] = sum.pointer[tap * channels + channel] }
      }
      inputs.add(weightGradient.finish(), to: 1)
    }
    if inputs.isNeeded(2) {
      let biasGradient = TensorBuffer([channels])
      biasGradient.pointer.update(from: sum.pointer + 9 * channels, count: channels)
      inputs.add(biasGradient.finish(), to: 2)
    }
  }

  /// The gradients of the nine taps and of the bias, (10, channels): each block's part, added up in order.
  private func tapGradients(_ gradient: Tensor) -> Tensor {
    let (width, area) = (gradient.shape[2], 10 * channels)
    let source = input ?? gradient  // the bias alone does not look at it
    let blockSize = rowsPerBlock(of: gradient)
    let blocks = (gradient.shape[0] * gradient.shape[1] + blockSize - 1) / blockSize
    let parts = TensorBuffer(zeros: [max(1, blocks), area])
    forEachBlockOfRows(of: gradient) { block, rows in
      let part = parts.pointer + block * area
      for row in rows {
        let first = row * width * channels
        ck_depthwise_weight_row(
          width, channels, source.mapRow(row - 1, near: row), source.pointer + first, source.mapRow(row + 1, near: row),
          gradient.pointer + first, part, part + 9 * channels)
      }
    }
    for block in 1..<max(1, blocks) { ck_add(area, parts.pointer, parts.pointer + block * area, parts.pointer) }
    return parts.finish()
  }
}
