import Layers
import Tensors

/// The pair that the image tower is built of: attention across places, then across channels.
final class VisionBlock: Layer {
  let spatial: ResidualBlock<WindowAttention>
  let channel: ResidualBlock<ChannelAttention>

  /// - Parameters:
  ///   - places: the two blocks' places on the drop path's line, 0 for the tower's first and 1 for its last.
  ///   - isLarge: whether its maps are among the tower's largest.
  init(
    _ configuration: VisionConfiguration, _ stage: VisionConfiguration.Stage, places: (spatial: Double, channel: Double),
    isLarge: Bool, _ rates: DropoutRates
  ) {
    let bias = configuration.hasQueryKeyValueBias
    let hidden = configuration.feedForwardWidth(stage)
    spatial = ResidualBlock(
      WindowAttention(width: stage.width, heads: stage.heads, window: configuration.window, hasBias: bias), named: "window_attn",
      width: stage.width, hidden: hidden, epsilon: configuration.normEpsilon, place: places.spatial, isLarge: isLarge, rates)
    channel = ResidualBlock(
      ChannelAttention(width: stage.width, groups: stage.groups, hasBias: bias), named: "channel_attn",
      width: stage.width, hidden: hidden, epsilon: configuration.normEpsilon, place: places.channel, isLarge: isLarge, rates)
  }

  var members: [Member] { [Member("spatial_block", spatial), Member("channel_block", channel)] }

  /// x (batch, height, width, channels) to the same shape.
  func callAsFunction(_ x: Tensor, _ pass: ForwardPass) -> Tensor { channel(spatial(x, pass), pass) }
}

/// Attention over a map (batch, height, width, channels), to the same shape.
protocol MapAttention: Layer {
  /// The map's layer norm comes first; `isLarge` says whether queries, keys and values are worth forgetting until the backward.
  func callAsFunction(_ x: Tensor, after norm: LayerNorm, isLarge: Bool, _ pass: ForwardPass) -> Tensor
}

/// A block of the image tower: a depthwise convolution before each of an attention and a feed-forward part, every one of them added
/// to its input; the latter two after a layer norm and, in training, dropped whole for some samples.
final class ResidualBlock<Attention: MapAttention>: Layer {
  let firstConvolution: ResidualDepthwiseConvolution
  let attentionNorm: LayerNorm
  let attention: Attention
  let secondConvolution: ResidualDepthwiseConvolution
  let feedForwardNorm: LayerNorm
  let feedForward: FeedForward
  private let name: String
  private let place: Double
  private let isLarge: Bool
  private let rates: DropoutRates

  init(
    _ attention: Attention, named name: String, width: Int, hidden: Int, epsilon: Double, place: Double, isLarge: Bool,
    _ rates: DropoutRates
  ) {
    firstConvolution = ResidualDepthwiseConvolution(channels: width)
    attentionNorm = LayerNorm(width: width, epsilon: epsilon)
    self.attention = attention
    secondConvolution = ResidualDepthwiseConvolution(channels: width)
    feedForwardNorm = LayerNorm(width: width, epsilon: epsilon)
    feedForward = FeedForward(width: width, hidden: hidden)
    self.name = name
    self.place = place
    self.isLarge = isLarge
    self.rates = rates
  }

  var members: [Member] {
    [
      Member("conv1", firstConvolution), Member("norm1", attentionNorm), Member(name, attention),
      Member("conv2", secondConvolution), Member("norm2", feedForwardNorm), Member("ffn", feedForward),
    ]
  }

  /// The probability that a sample skips the attention, and again the feed-forward part.
  var dropPathRate: Double { rates.dropPath * place }

  func callAsFunction(_ x: Tensor, _ pass: ForwardPass) -> Tensor { pass.recompute([x]) { self.run($0[0], pass) } }

  private func run(_ x: Tensor, _ pass: ForwardPass) -> Tensor {
    let mixed = firstConvolution(x, pass)
    let attended = attention(mixed, after: attentionNorm, isLarge: isLarge, pass).added(to: mixed, dropPath: pass.dropout(dropPathRate))
    let mixedAgain = secondConvolution(attended, pass)
    let fed = feedForward(mixedAgain, after: feedForwardNorm, isLarge: isLarge, pass)
    return fed.added(to: mixedAgain, dropPath: pass.dropout(dropPathRate))
  }
}

/// Two linear maps with GELU between them.
final class FeedForward: Layer {
  let expansion: Linear
  let contraction: Linear

  init(width: Int, hidden: Int) {
    expansion = Linear(inputs: width, outputs: hidden)
    contraction = Linear(inputs: hidden, outputs: width)
  }

  var members: [Member] { [Member("fc1", expansion), Member("fc2", contraction)] }

  /// The layer norm of x comes first; `isLarge` says whether what is between the maps is worth forgetting until the backward.
  func callAsFunction(_ x: Tensor, after norm: LayerNorm, isLarge: Bool, _ pass: ForwardPass) -> Tensor {
    contraction(pass.recomputable(x, isLarge: isLarge) { [unowned pass] in self.expansion(norm($0, pass), pass) }, pass, after: .gelu)
  }
}
