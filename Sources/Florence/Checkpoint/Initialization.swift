import Essentials
import Layers
import Tensors

extension FlorenceModel {
  /// Random weights as transformers initialises the model: normal with the configuration's deviation (0.02) and mean 0, biases 0,
  /// norms 1 and 0, the padding token's row 0. A function of `seed` alone.
  public func initialize(seed: UInt64) {
    var stream: UInt64 = 0
    walk { name, part in
      guard case .layer(let layer) = part else { return }
      let isVision = name.hasPrefix("model.vision_tower") || name.hasPrefix("model.multi_modal_projector")
      let deviation = Float(isVision ? configuration.vision.initialDeviation : configuration.text.initialDeviation)
      stream += 1
      switch layer {
      case let norm as LayerNorm:
        norm.weight.value = Tensor(repeating: 1, shape: norm.weight.shape)
        norm.bias.value = .zeros(norm.bias.shape)
      case let convolution as Convolution:
        convolution.weight.value = .normal(convolution.weight.shape, deviation, seed: seed, stream: stream)
        convolution.bias.value = .zeros(convolution.bias.shape)
      case let convolution as ResidualDepthwiseConvolution:
        convolution.weight.value = .normal(convolution.weight.shape, deviation, seed: seed, stream: stream)
        convolution.bias.value = .zeros(convolution.bias.shape)
      case let projection as Projection:
        if projection.weight !== language.embedding.weight {
          projection.weight.value = .normal(projection.weight.shape, deviation, seed: seed, stream: stream)
        }
        if let bias = projection.bias { bias.value = .zeros(bias.shape) }
      case let embedding as Embedding:
        let table = Tensor.normal(embedding.weight.shape, deviation, seed: seed, stream: stream)
        if let row = embedding.paddingID, row < table.shape[0] {
          (table.pointer + Int(row) * table.shape[1]).update(repeating: 0, count: table.shape[1])
        }
        embedding.weight.value = table
      default: break
      }
    }
  }
}

extension Tensor {
  /// Normally distributed numbers of mean 0, drawn in fixed blocks so that the number of threads changes nothing.
  fileprivate static func normal(_ shape: [Int], _ deviation: Float, seed: UInt64, stream: UInt64) -> Tensor {
    let tensor = Tensor(uninitialized: shape)
    let target = tensor.pointer
    let grain = 1 << 16
    Parallel.forBlocks(of: tensor.count, grain: grain) { range in
      var generator = PhiloxGenerator(seed: seed, stream: 0x5745_4947_0000_0000 | stream << 20 | UInt64(range.lowerBound / grain))
      for index in range { target[index] = generator.normal() * deviation }
    }
    return tensor
  }
}
