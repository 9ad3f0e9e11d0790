import Tensors
import TestSupport
import Testing

@Suite struct DepthwiseConvolutionTests {
  @Test func agreesWithPyTorch() throws {
    for reference in try ReferenceCase.all("depthwise-convolution", inputs: ["x", "weight", "bias"]) {
      reference.check { $0[0].addingDepthwiseConvolution($0[1], $0[2]) }
    }
  }

  /// A batch of maps, in several blocks of rows, gives what each map gives alone.
  @Test func largeMapsAreCutBetweenRows() {
    let (batch, height, width, channels) = (3, 23, 40, 50)
    let weight = Tensor.normal([channels, 1, 3, 3], stream: 1)
    let bias = Tensor.normal([channels], stream: 2)
    let whole = differentiated(Tensor.normal([batch, height, width, channels], stream: 0), weight, bias)
    // In strips of four rows of which the middle two are right.
    let x = Tensor.normal([batch, height, width, channels], stream: 0).values
    let row = width * channels
    for first in stride(from: 0, to: batch * height - 3, by: 1) where first / height == (first + 3) / height {
      let strip = Tensor(Array(x[first * row..<(first + 4) * row]), shape: [1, 4, width, channels])
      let result = strip.addingDepthwiseConvolution(weight, bias).values
      #expect(Array(result[row..<3 * row]) == Array(whole.output[(first + 1) * row..<(first + 3) * row]))
    }
    var weightGradient = [Float](repeating: 0, count: weight.count)
    for sample in 0..<batch {
      let map = Tensor(Array(x[sample * height * row..<(sample + 1) * height * row]), shape: [1, height, width, channels])
      for (index, value) in differentiated(map, weight, bias).weightGradient.enumerated() { weightGradient[index] += value }
    }
    #expect(difference(whole.weightGradient, weightGradient) == nil)
  }

  /// The backward starts from the output itself.
  private func differentiated(_ x: Tensor, _ weight: Tensor, _ bias: Tensor) -> (output: [Float], weightGradient: [Float]) {
    let tape = Tape()
    let leaf = tape.leaf(weight)
    let output = x.addingDepthwiseConvolution(leaf, bias)
    tape.backward(output, gradient: output.detached)
    return (output.values, tape.gradient(of: leaf)?.values ?? [])
  }
}
