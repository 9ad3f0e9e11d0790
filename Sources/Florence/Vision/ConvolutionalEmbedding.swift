import Layers
import Tensors

/// The head of a stage of the image tower: a convolution that shrinks the map, with a layer norm before or after it.
final class ConvolutionalEmbedding: Layer {
  let convolution: Convolution
  let norm: LayerNorm
  private let isNormalizedFirst: Bool

  init(inputs: Int, _ stage: VisionConfiguration.Stage, epsilon: Double) {
    convolution = Convolution(
      inputs: inputs, outputs: stage.width, extent: stage.patchSize, stride: stage.patchStride, padding: stage.patchPadding)
    norm = LayerNorm(width: stage.isNormalizedFirst ? inputs : stage.width, epsilon: epsilon)
    isNormalizedFirst = stage.isNormalizedFirst
  }

  var members: [Member] { [Member("conv", convolution), Member("norm", norm)] }

  /// x (batch, height, width, inputs) to a smaller map of the stage's width.
  func callAsFunction(_ x: Tensor, _ pass: ForwardPass) -> Tensor {
    isNormalizedFirst ? convolution(norm(x, pass), pass) : norm(convolution(x, pass), pass)
  }
}
