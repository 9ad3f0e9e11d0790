import Layers
import Tensors

/// The language model's decoder (BART): tokens see those before them, and the encoder's states.
final class TextDecoder: Layer {
  let positions: PositionTable
  let norm: LayerNorm
  let layers: [TextDecoderLayer]
  private let rates: DropoutRates

  init(_ configuration: TextConfiguration, _ rates: DropoutRates) {
    positions = PositionTable(configuration)
    norm = LayerNorm(width: configuration.width, epsilon: configuration.normEpsilon)
    layers = (0..<configuration.decoder.layers).map { _ in TextDecoderLayer(configuration, rates) }
    self.rates = rates
  }

  var members: [Member] { [Member("embed_positions", positions.table), Member("layers", layers), Member("layernorm_embedding", norm)] }

  /// Embeddings of whole answers (batch, tokens, width) to states of the same shape.
  func callAsFunction(_ embeddings: Tensor, _ encoding: Encoding, _ pass: ForwardPass) -> Tensor {
    let start = norm(positions.added(to: embeddings, from: 0, pass), pass).dropped(pass.dropout(rates.hidden))
    return layers.reduce(start) { states, layer in
      pass.recompute([states, encoding.states]) { layer($0[0], Encoding(states: $0[1], lengths: encoding.lengths), pass) }
    }
  }

  /// Embeddings of each row's next token (rows, 1, width) to its states; `cache` remembers it for the tokens to come.
  func next(_ embeddings: Tensor, _ cache: DecoderCache, _ pass: ForwardPass) -> Tensor {
    let start = norm(positions.added(to: embeddings, from: cache.length, pass), pass)
    return zip(layers, cache.layers).reduce(start) { $1.0.next($0, $1.1, pass) }
  }
}

/// A layer of the decoder.
final class TextDecoderLayer: Layer {
  let selfAttention: Attention
  let selfAttentionNorm: LayerNorm
  let crossAttention: Attention
  let crossAttentionNorm: LayerNorm
  let feedForward: TextFeedForward
  private let rates: DropoutRates

  init(_ configuration: TextConfiguration, _ rates: DropoutRates) {
    selfAttention = Attention(width: configuration.width, heads: configuration.decoder.heads, rates)
    selfAttentionNorm = LayerNorm(width: configuration.width, epsilon: configuration.normEpsilon)
    crossAttention = Attention(width: configuration.width, heads: configuration.decoder.heads, rates)
    crossAttentionNorm = LayerNorm(width: configuration.width, epsilon: configuration.normEpsilon)
    feedForward = TextFeedForward(configuration, hidden: configuration.decoder.feedForwardWidth, rates)
    self.rates = rates
  }

  var members: [Member] {
    [
      Member("self_attn", selfAttention), Member("self_attn_layer_norm", selfAttentionNorm), Member("encoder_attn", crossAttention),
      Member("encoder_attn_layer_norm", crossAttentionNorm),
    ] + feedForward.members
  }

  func callAsFunction(_ x: Tensor, _ encoding: Encoding, _ pass: ForwardPass) -> Tensor {
    let attended = selfAttention(x, over: x, isCausal: true, pass)
    let middle = selfAttentionNorm(attended, addedTo: x, dropout: pass.dropout(rates.hidden), pass)
    let found = crossAttention(middle, over: encoding.states, lengths: encoding.lengths, pass)
    return feedForward(crossAttentionNorm(found, addedTo: middle, dropout: pass.dropout(rates.hidden), pass), pass)
  }

  /// One more token of each row: x (rows, 1, width).
  func next(_ x: Tensor, _ cache: DecoderCache.Layer, _ pass: ForwardPass) -> Tensor {
    cache.append(keys: selfAttention.keys(x, pass), values: selfAttention.values(x, pass))
    let middle = selfAttentionNorm(selfAttention.over(cache.tokens, x, pass), addedTo: x, dropout: nil, pass)
    // The rows of one item share its keys and values: to the attention they are queries side by side.
    let grouped = middle.reshaped([cache.source.lengths.count, middle.shape[0] / cache.source.lengths.count, middle.shape[2]])
    let found = crossAttention.over(cache.source, grouped, pass).reshaped(middle.shape)
    return feedForward(crossAttentionNorm(found, addedTo: middle, dropout: nil, pass), pass)
  }
}
