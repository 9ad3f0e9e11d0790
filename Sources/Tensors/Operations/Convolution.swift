import CKernels

extension Tensor {
  /// Convolution over a channels-last map, with zero padding on all sides.
  ///
  /// - Parameters:
  ///   - self: (batch, height, width, inputs)
  ///   - weight: (outputs, inputs, k, k)
  ///   - bias: (outputs)
  /// - Returns: (batch, (height + 2 * padding - k) / stride + 1, ..., outputs)
  package func convolution(_ weight: Tensor, _ bias: Tensor, stride: Int, padding: Int) -> Tensor {
    let geometry = ConvolutionGeometry(input: self, weight: weight, bias: bias, stride: stride, padding: padding)
    let output = TensorBuffer([geometry.batch, geometry.outputHeight, geometry.outputWidth, geometry.outputs])
    let target = output.pointer
    let filters = geometry.patchOrdered(weight)
    let (patch, outputs) = (geometry.patch, geometry.outputs)
    var fusion = ProductFusion()
    fusion.fill = { tile, terms, block in geometry.gather(tile.rows, terms, of: self, into: block, stride: ck_block_stride) }
    fusion.finish = { tile, columns in
      let corner = target + tile.rows.lowerBound * outputs + columns.lowerBound
      ck_add_bias(tile.rows.count, columns.count, outputs, bias.pointer + columns.lowerBound, corner)
    }
    // The patches exist block by block alone: the first factor is only described.
    BlockedProduct(m: geometry.outputRows * geometry.outputWidth, n: outputs, k: patch).run(
      Matrix(target, stride: outputs), Matrix(filters, transposed: true), into: MutableMatrix(target, stride: outputs), fusion)
    return output.finish().recorded(inputs: [self, weight, bias]) {
      ConvolutionOperation(input: weight.isTracked ? detached : nil, weight: isTracked ? weight.detached : nil, geometry: geometry)
    }
  }
}

private struct ConvolutionGeometry {
  let batch: Int
  let height: Int
  let width: Int
  let inputs: Int
  let outputs: Int
  let kernel: Int
  let stride: Int
  let padding: Int
  let outputHeight: Int
  let outputWidth: Int

  init(input: Tensor, weight: Tensor, bias: Tensor, stride: Int, padding: Int) {
    let (x, w) = (input.shape, weight.shape)
    precondition(
      x.count == 4 && w.count == 4 && w[1] == x[3] && w[2] == w[3] && bias.shape == [w[0]] && min(x[1], x[2]) + 2 * padding >= w[2]
        && padding < w[2],
      "convolution of \(x) with weight \(w) and bias \(bias.shape), stride \(stride), padding \(padding)")
    (batch, height, width, inputs) = (x[0], x[1], x[2], x[3])
    (outputs, kernel) = (w[0], w[2])
    self.stride = stride
    self.padding = padding
    outputHeight = (height + 2 * padding - kernel) / stride + 1
    outputWidth = (width + 2 * padding - kernel) / stride + 1
  }

  /// Floats of a patch: what one output position sees, (k, k, inputs).
  var patch: Int { kernel * kernel * inputs }
  /// Rows of all output maps.
  var outputRows: Int { batch * outputHeight }

  /// Blocks of output rows, one after another, each with memory for its patches.
  func forEachBlock(_ body: (_ rows: Range<Int>, _ patches: UnsafeMutablePointer<Float>) -> Void) {
    let blockSize = min(outputRows, max(1, 1_048_576 / max(1, outputWidth * patch)))
    let patches = TensorBuffer([blockSize * outputWidth, patch])
    for first in Swift.stride(from: 0, to: outputRows, by: blockSize) {
      body(first..<min(outputRows, first + blockSize), patches.pointer)
    }
  }

  /// A weight (outputs, inputs, k, k) as (outputs, k, k, inputs), the order of a patch.
  func patchOrdered(_ weight: Tensor) -> Tensor {
    permuted(weight, [outputs, inputs, kernel * kernel], to: [outputs, patch])
  }

  /// The way back.
  func channelsFirst(_ weight: Tensor) -> Tensor {
    permuted(weight, [outputs, kernel * kernel, inputs], to: [outputs, inputs, kernel, kernel])
  }

  /// The last two of three axes swapped, in a new shape.
  private func permuted(_ source: Tensor, _ extents: [Int], to shape: [Int]) -> Tensor {
    let target = TensorBuffer(shape)
    let (rows, columns) = (extents[1], extents[2])
    Parallel.unsafeForEach(extents[0]) { index in
      let (from, to) = (source.pointer + index * rows * columns, target.pointer + index * rows * columns)
      for row in 0..<rows {
        for column in 0..<columns { to[column * rows + row] = from[row * columns + column] }
      }
    }
    return target.finish()
  }

  /// Numbers `part` of the patches of output positions, counted through all maps: for each row of the kernel a run of neighbouring
  /// pixels, zero outside the map.
  func gather(
    _ positions: Range<Int>, _ part: Range<Int>, of input: Tensor, into patches: UnsafeMutablePointer<Float>, stride patchStride: Int
  ) {
    for position in positions {
      let row = position / outputWidth
      ck_gather_patch(
        height, width, inputs, kernel, row % outputHeight * stride - padding, position % outputWidth * stride - padding,
        input.pointer + row / outputHeight * height * width * inputs, part.lowerBound, part.count,
        patches + (position - positions.lowerBound) * patchStride)
    }
  }

  /// Adds the patches of output rows `rows` to the pixels that they were gathered from; a thread has a row of pixels to itself.
  func scatter(_ patches: UnsafePointer<Float>, of rows: Range<Int>, into input: UnsafeMutablePointer<Float>) {
    Parallel.unsafeForEach(batch * height) { index in
      let (sample, y) = (index / height, index % height)
      for line in 0..<kernel {
        let above = y + padding - line
        guard above >= 0, above % stride == 0, above / stride < outputHeight else { continue }
        let row = sample * outputHeight + above / stride
        guard rows.contains(row) else { continue }
        for column in 0..<outputWidth {
          let left = column * stride - padding
          let seen = max(0, left)..<min(width, left + kernel)
          let position = (row - rows.lowerBound) * outputWidth + column
          let source = patches + position * patch + (line * kernel + seen.lowerBound - left) * inputs
          let target = input + (index * width + seen.lowerBound) * inputs
          ck_add(seen.count * inputs, target, source, target)
        }
      }
    }
  }
}

private struct ConvolutionOperation: Operation {
  /// Kept for the weight's gradient.
  let input: Tensor?
  /// Kept for the input's gradient.
  let weight: Tensor?
  let geometry: ConvolutionGeometry

  var saved: [Tensor] { [input, weight].compactMap { $0 } }

  func backward(_ gradient: Tensor, _ inputs: InputGradients) {
    if let weight { inputs.add(inputGradient(gradient, weight), to: 0) }
    if let input { inputs.add(weightGradient(gradient, input), to: 1) }
    if inputs.isNeeded(2) { inputs.add(biasGradient(gradient), to: 2) }
  }

  private func inputGradient(_ gradient: Tensor, _ weight: Tensor) -> Tensor {
    let filters = geometry.patchOrdered(weight)
    let result = TensorBuffer(zeros: [geometry.batch, geometry.height, geometry.width, geometry.inputs])
    geometry.forEachBlock { rows, patches in
      multiplyBlocked(
        self.rows(rows, of: gradient), Matrix(filters.pointer, stride: geometry.patch),
        into: MutableMatrix(patches, stride: geometry.patch), m: rows.count * geometry.outputWidth, n: geometry.patch, k: geometry.outputs)
      geometry.scatter(patches, of: rows, into: result.pointer)
    }
    return result.finish()
  }

  private func weightGradient(_ gradient: Tensor, _ input: Tensor) -> Tensor {
    let sum = TensorBuffer([geometry.outputs, geometry.patch])
    geometry.forEachBlock { rows, patches in
      Parallel.unsafeForEach(rows.count) { index in
        let first = (rows.lowerBound + index) * geometry.outputWidth
        geometry.gather(
          first..<first + geometry.outputWidth, 0..<geometry.patch, of: input,
          into: patches + index * geometry.outputWidth * geometry.patch, stride: geometry.patch)
      }
      var transposed = self.rows(rows, of: gradient)
      transposed.isTransposed = true
      multiplyBlocked(
        transposed, Matrix(patches, stride: geometry.patch), into: MutableMatrix(sum.pointer, stride: geometry.patch),
        m: geometry.outputs, n: geometry.patch, k: rows.count * geometry.outputWidth, beta: rows.lowerBound == 0 ? 0 : 1)
    }
    return geometry.channelsFirst(sum.finish())
  }

  /// The sum over all positions: each block's part, added up in order.
  private func biasGradient(_ gradient: Tensor) -> Tensor {
    let outputs = geometry.outputs
    let blockSize = 1024
    let positions = gradient.count / outputs
    let blocks = max(1, (positions + blockSize - 1) / blockSize)
    let parts = TensorBuffer(zeros: [blocks, outputs])
    Parallel.unsafeForBlocks(of: positions, blockSize: blockSize) { block in
      let part = parts.pointer + block.lowerBound / blockSize * outputs
      for position in block { ck_add(outputs, part, gradient.pointer + position * outputs, part) }
    }
    let sum = TensorBuffer(zeros: [outputs])
    for block in 0..<blocks { ck_add(outputs, sum.pointer, parts.pointer + block * outputs, sum.pointer) }
    return sum.finish()
  }

  private func rows(_ rows: Range<Int>, of gradient: Tensor) -> Matrix {
    Matrix(gradient.pointer + rows.lowerBound * geometry.outputWidth * geometry.outputs, stride: geometry.outputs)
  }
}
