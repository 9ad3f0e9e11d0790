import Foundation
import Layers
import Tensors

/// Turns the last map of the image tower into vectors for the language model: positions added, the mean in front, projected, normalised.
final class ImageProjector: Layer {
  let projection: Linear
  let norm: LayerNorm
  let rowPositions: Embedding
  let columnPositions: Embedding
  /// What is added to every place of the only frame.
  private let frameZero: [Float]
  private let configuration: VisionConfiguration

  init(_ configuration: VisionConfiguration) {
    let width = configuration.outputWidth
    projection = Linear(inputs: width, outputs: configuration.projectionWidth, hasBias: false)
    norm = LayerNorm(width: configuration.projectionWidth, epsilon: configuration.normEpsilon)
    rowPositions = Embedding(rows: configuration.maximumPositions, width: width / 2)
    columnPositions = Embedding(rows: configuration.maximumPositions, width: width - width / 2)
    frameZero = (0..<width).map { $0 % 2 == 0 ? 0 : 1 }
    self.configuration = configuration
  }

  var members: [Member] {
    [
      Member("image_projection", projection), Member("image_proj_norm", norm),
      Member("image_position_embed.row_embeddings", rowPositions), Member("image_position_embed.column_embeddings", columnPositions),
    ]
  }

  /// A map (batch, height, width, channels) to image features (batch, height * width + 1, projected width), the mean's first.
  func callAsFunction(_ map: Tensor, _ pass: ForwardPass) -> Tensor {
    let (height, width, channels) = (map.shape[1], map.shape[2], map.shape[3])
    let places = height * width
    let positions = Tensor.imagePositions(
      rows: pass(rowPositions.weight), columns: pass(columnPositions.weight), height: height, width: width)
    let frame = Tensor((0..<places).flatMap { _ in frameZero }, shape: [places, channels])
    let tokens = map.reshaped([map.shape[0], places, channels]).addingToEverySample(positions).addingToEverySample(frame)
    return norm(projection(tokens.withMeanTokenFirst(), pass), pass)
  }

  /// The table of frame positions (frames, channels) that checkpoints carry though it is a formula: even columns are
  /// sin(t / 10000^(2i / channels)), odd ones the cosine. A model of single images uses its row 0 alone, which is 0, 1, 0, 1, ...
  static func frameTable(_ configuration: VisionConfiguration) -> Tensor {
    let width = configuration.outputWidth
    var values: [Float] = []
    for frame in 0..<configuration.maximumFrames {
      for column in 0..<width {
        let angle = Float(frame) * expf(-Float(column / 2) * Float(log(10_000.0) / Double(width / 2)))
        values.append(column % 2 == 0 ? sinf(angle) : cosf(angle))
      }
    }
    return Tensor(values, shape: [configuration.maximumFrames, width])
  }
}
