import Layers
import Tensors

/// The language model's encoder (BART): positions, then layers of self-attention and feed-forward parts, each normalised after its residual.
final class TextEncoder: Layer {
  let positions: PositionTable
  let norm: LayerNorm
  let layers: [TextEncoderLayer]
  private let rates: DropoutRates

  init(_ configuration: TextConfiguration, _ rates: DropoutRates) {
    positions = PositionTable(configuration)
    norm = LayerNorm(width: configuration.width, epsilon: configuration.normEpsilon)
    layers = (0..<configuration.encoder.layers).map { _ in TextEncoderLayer(configuration, rates) }
    self.rates = rates
  }

  var members: [Member] { [Member("embed_positions", positions.table), Member("layers", layers), Member("layernorm_embedding", norm)] }

  /// Embeddings (batch, tokens, width), of which sample b uses the first `lengths[b]`, to states of the same shape.
  func callAsFunction(_ embeddings: Tensor, lengths: [Int], _ pass: ForwardPass) -> Tensor {
    let start = norm(positions.added(to: embeddings, from: 0, pass), pass).dropped(pass.dropout(rates.hidden))
    return layers.reduce(start) { states, layer in pass.recompute([states]) { layer($0[0], lengths: lengths, pass) } }
  }
}

/// A layer of the encoder.
final class TextEncoderLayer: Layer {
  let selfAttention: Attention
  let selfAttentionNorm: LayerNorm
  let feedForward: TextFeedForward
  private let rates: DropoutRates

  init(_ configuration: TextConfiguration, _ rates: DropoutRates) {
    selfAttention = Attention(width: configuration.width, heads: configuration.encoder.heads, rates)
    selfAttentionNorm = LayerNorm(width: configuration.width, epsilon: configuration.normEpsilon)
    feedForward = TextFeedForward(configuration, hidden: configuration.encoder.feedForwardWidth, rates)
    self.rates = rates
  }

  var members: [Member] {
    [Member("self_attn", selfAttention), Member("self_attn_layer_norm", selfAttentionNorm)] + feedForward.members
  }

  func callAsFunction(_ x: Tensor, lengths: [Int], _ pass: ForwardPass) -> Tensor {
    let attended = selfAttention(x, over: x, lengths: lengths, pass)
    return feedForward(selfAttentionNorm(attended, addedTo: x, dropout: pass.dropout(rates.hidden), pass), pass)
  }
}
