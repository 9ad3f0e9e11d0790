import Tensors
import TestSupport
import Testing

@Suite struct ConvolutionTests {
  @Test func agreesWithPyTorch() throws {
    for reference in try ReferenceCase.all("convolution", inputs: ["x", "weight", "bias"]) {
      reference.check { $0[0].convolution($0[1], $0[2], stride: reference("stride"), padding: reference("padding")) }
    }
  }

  /// Shapes that are partitioned: in tiles both ways, and in several blocks of patches in the backward.
  @Test(arguments: [
    (shape: [1, 14, 15, 2], outputs: 520, kernel: 1, padding: 0), (shape: [2, 50, 40, 8], outputs: 3, kernel: 7, padding: 3),
  ])
  func largeMaps(shape: [Int], outputs: Int, kernel: Int, padding: Int) {
    let naive = NaiveConvolution(shape: shape, outputs: outputs, kernel: kernel, padding: padding)
    let x = Tensor.normal(shape, stream: 0)
    let weight = Tensor.normal([outputs, shape[3], kernel, kernel], stream: 1)
    let bias = Tensor.normal([outputs], stream: 2)
    let tape = Tape()
    let leaves = [x, weight, bias].map { tape.leaf($0) }
    let output = leaves[0].convolution(leaves[1], leaves[2], stride: 1, padding: padding)
    let start = Tensor.normal(output.shape, stream: 3)
    tape.backward(output, gradient: start)
    let expected = naive(x.values, weight.values, bias.values, start.values)
    #expect(difference(output.values, expected.output) == nil)
    for (leaf, gradient) in zip(leaves, expected.gradients) {
      #expect(difference(tape.gradient(of: leaf)?.values ?? [], gradient) == nil)
    }
  }
}

/// A convolution of stride 1 that keeps the map's size, written out in double precision.
private struct NaiveConvolution {
  let shape: [Int]
  let outputs: Int
  let kernel: Int
  let padding: Int

  func callAsFunction(
    _ x: [Float], _ weight: [Float], _ bias: [Float], _ start: [Float]
  ) -> (output: [Float], gradients: [[Float]]) {
    let (batch, height, width, inputs) = (shape[0], shape[1], shape[2], shape[3])
    var output = [Double](repeating: 0, count: start.count)
    var (dx, dw) = ([Double](repeating: 0, count: x.count), [Double](repeating: 0, count: weight.count))
    var db = [Double](repeating: 0, count: outputs)
    for position in 0..<batch * height * width {
      let (row, column) = (position / width % height, position % width)
      for channel in 0..<outputs {
        let gradient = Double(start[position * outputs + channel])
        var sum = Double(bias[channel])
        db[channel] += gradient
        for tap in 0..<kernel * kernel {
          let (y, z) = (row + tap / kernel - padding, column + tap % kernel - padding)
          guard 0..<height ~= y, 0..<width ~= z else { continue }
          let pixel = (position / (width * height) * height + y) * width + z
          for input in 0..<inputs {
            let w = (channel * inputs + input) * kernel * kernel + tap
            sum += Double(x[pixel * inputs + input]) * Double(weight[w])
            dx[pixel * inputs + input] += gradient * Double(weight[w])
            dw[w] += gradient * Double(x[pixel * inputs + input])
          }
        }
        output[position * outputs + channel] = sum
      }
    }
    return (output.map(Float.init), [dx, dw, db].map { $0.map(Float.init) })
  }
}
