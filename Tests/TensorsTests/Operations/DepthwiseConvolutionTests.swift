import Tensors
import Testing

@Suite struct DepthwiseConvolutionTests {
  @Test func agreesWithPyTorch() throws {
    for reference in try ReferenceCase.all("depthwise-convolution", inputs: ["x", "weight", "bias"]) {
      reference.check { $0[0].addingDepthwiseConvolution($0[1], $0[2]) }
    }
  }
}
