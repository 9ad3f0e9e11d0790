import Essentials
import Foundation
import Layers
import Tensors

/// How widely random weights are drawn.
public enum WeightDeviation: Sendable, Hashable {
  /// As transformers does: with the configuration's deviation (0.02), which suits wide layers.
  case configured
  /// For a narrow model that is trained from nothing: matrices and filters with the root of 1 / inputs, so that signals keep their size
  /// through a layer; embeddings of tokens twice, positions of an answer and a prompt four times as wide as configured; positions in the
  /// image as sines and cosines of an amplitude of 0.7.
  ///
  /// Sources: LeCun et al., "Efficient BackProp", 4.6; Vaswani et al., "Attention Is All You Need", 3.5.
  case byInputs
}

extension FlorenceModel {
  /// Random weights: normal with mean 0, biases 0, norms 1 and 0, the padding token's row 0. A function of `seed` alone.
  public func initialize(seed: UInt64, _ spread: WeightDeviation = .configured) {
    var stream: UInt64 = 0
    walk { name, part in
      guard case .layer(let layer) = part else { return }
      let isVision = name.hasPrefix("model.vision_tower") || name.hasPrefix("model.multi_modal_projector")
      let configured = Float(isVision ? configuration.vision.initialDeviation : configuration.text.initialDeviation)
      stream += 1
      func deviation(_ weight: Parameter) -> Float {
        switch spread {
        case .configured: configured
        case .byInputs: 1 / Float(weight.shape.dropFirst().reduce(1, *)).squareRoot()
        }
      }
      switch layer {
      case let norm as LayerNorm:
        norm.weight.value = Tensor(repeating: 1, shape: norm.weight.shape)
        norm.bias.value = .zeros(norm.bias.shape)
      case let convolution as Convolution:
        convolution.weight.value = .normal(convolution.weight.shape, deviation(convolution.weight), seed: seed, stream: stream)
        convolution.bias.value = .zeros(convolution.bias.shape)
      case let convolution as ResidualDepthwiseConvolution:
        convolution.weight.value = .normal(convolution.weight.shape, deviation(convolution.weight), seed: seed, stream: stream)
        convolution.bias.value = .zeros(convolution.bias.shape)
      case let linear as Linear:
        if linear.weight !== language.embedding.weight {
          linear.weight.value = .normal(linear.weight.shape, deviation(linear.weight), seed: seed, stream: stream)
        }
        if let bias = linear.bias { bias.value = .zeros(bias.shape) }
      case let embedding as Embedding:
        if spread == .byInputs, isVision {
          embedding.weight.value = .sinusoids(embedding.weight.shape, amplitude: 0.7)
          return
        }
        let louder: Float = spread == .configured ? 1 : embedding.paddingID == nil ? 4 : 2
        var table = Tensor.normal(embedding.weight.shape, configured * louder, seed: seed, stream: stream)
        if let row = embedding.paddingID, row < table.shape[0] {
          let width = table.shape[1]
          table.withMutablePointer { ($0 + Int(row) * width).update(repeating: 0, count: width) }
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
    let tensor = TensorBuffer(shape)
    let target = tensor.pointer
    let blockSize = 1 << 16
    Parallel.unsafeForBlocks(of: tensor.count, blockSize: blockSize) { range in
      var generator = PhiloxGenerator(seed: seed, stream: 0x5745_4947_0000_0000 | stream << 20 | UInt64(range.lowerBound / blockSize))
      for index in range { target[index] = generator.normal() * deviation }
    }
    return tensor.finish()
  }

  /// Row p: amplitude times sin(p / 10000^(2i / width)) in column 2i, the cosine of the same in column 2i + 1.
  fileprivate static func sinusoids(_ shape: [Int], amplitude: Float) -> Tensor {
    let width = shape[1]
    let values = (0..<shape[0] * width).map { index in
      let (row, column) = (index / width, index % width)
      let angle = Double(row) / pow(10_000, Double(column / 2 * 2) / Double(width))
      return amplitude * Float(column % 2 == 0 ? sin(angle) : cos(angle))
    }
    return Tensor(values, shape: shape)
  }
}
