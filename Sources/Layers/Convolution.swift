import Tensors

/// A convolution with bias over maps (batch, height, width, channels), padded with zeros.
public final class Convolution: Layer {
  /// (outputs, inputs, extent, extent)
  public let weight: Parameter
  /// (outputs)
  public let bias: Parameter
  /// Places from one application to the next.
  public let stride: Int
  /// Zeros around the map.
  public let padding: Int

  /// A square kernel of `extent` places a side.
  public init(inputs: Int, outputs: Int, extent: Int, stride: Int, padding: Int) {
    weight = Parameter(shape: [outputs, inputs, extent, extent])
    bias = Parameter(shape: [outputs])
    self.stride = stride
    self.padding = padding
  }

  /// `weight` and `bias`.
  public var members: [Member] { [Member("weight", weight), Member("bias", bias)] }

  /// x (batch, height, width, inputs) to (batch, height', width', outputs).
  public func callAsFunction(_ x: Tensor, _ pass: ForwardPass) -> Tensor {
    x.convolution(pass(weight), pass(bias), stride: stride, padding: padding)
  }
}

/// A 3 x 3 convolution of each channel by itself, with bias, added to its input: maps (batch, height, width, channels).
public final class ResidualDepthwiseConvolution: Layer {
  /// (channels, 1, 3, 3)
  public let weight: Parameter
  /// (channels)
  public let bias: Parameter

  /// A kernel for each of `channels`.
  public init(channels: Int) {
    weight = Parameter(shape: [channels, 1, 3, 3])
    bias = Parameter(shape: [channels])
  }

  /// `weight` and `bias`.
  public var members: [Member] { [Member("weight", weight), Member("bias", bias)] }

  /// x (batch, height, width, channels) to the same shape.
  public func callAsFunction(_ x: Tensor, _ pass: ForwardPass) -> Tensor { x.addingDepthwiseConvolution(pass(weight), pass(bias)) }
}
