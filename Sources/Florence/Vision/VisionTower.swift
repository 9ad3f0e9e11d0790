import Layers
import Tensors

/// The image tower, DaViT: stages of halving resolution, each a convolution and pairs of blocks. There is no norm after the last.
///
/// Source: Ding et al., "DaViT: Dual Attention Vision Transformers", ECCV 2022, as Florence-2 builds it.
final class VisionTower: Layer {
  let embeddings: [ConvolutionalEmbedding]
  let blocks: [[VisionBlock]]

  init(_ configuration: VisionConfiguration, _ rates: DropoutRates) {
    var inputs = configuration.channels
    var index = 0
    let last = Double(max(1, 2 * configuration.stages.reduce(0) { $0 + $1.depth } - 1))
    var embeddings: [ConvolutionalEmbedding] = []
    var blocks: [[VisionBlock]] = []
    for (number, stage) in configuration.stages.enumerated() {
      embeddings.append(ConvolutionalEmbedding(inputs: inputs, stage, epsilon: configuration.normEpsilon))
      blocks.append(
        (0..<stage.depth).map { _ in
          defer { index += 2 }
          return VisionBlock(configuration, stage, places: (Double(index) / last, Double(index + 1) / last), isLarge: number == 0, rates)
        })
      inputs = stage.width
    }
    self.embeddings = embeddings
    self.blocks = blocks
  }

  var members: [Member] {
    [Member("convs", embeddings)] + blocks.enumerated().map { Member("blocks.\($0.offset)", $0.element) }
  }

  /// Pixels (batch, height, width, 3) to the last map (batch, height', width', channels).
  func callAsFunction(_ pixels: Tensor, _ pass: ForwardPass) -> Tensor {
    embeddings.indices.reduce(pixels) { stage($1, $0, pass) }
  }

  /// One stage of the tower alone.
  func stage(_ index: Int, _ x: Tensor, _ pass: ForwardPass) -> Tensor {
    blocks[index].reduce(embeddings[index](x, pass)) { $1($0, pass) }
  }
}
