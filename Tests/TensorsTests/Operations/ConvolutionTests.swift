import Tensors
import Testing

@Suite struct ConvolutionTests {
  @Test func agreesWithPyTorch() throws {
    for reference in try ReferenceCase.all("convolution", inputs: ["x", "weight", "bias"]) {
      reference.check { $0[0].convolution($0[1], $0[2], stride: reference("stride"), padding: reference("padding")) }
    }
  }
}
