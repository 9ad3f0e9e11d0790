import Layers
import Tensors

/// Attention with several heads, each of the four linear maps with a bias.
final class Attention: Layer {
  let queries: Linear
  let keys: Linear
  let values: Linear
  let output: Linear
  private let heads: Int
  private let rates: DropoutRates

  init(width: Int, heads: Int, _ rates: DropoutRates) {
    queries = Linear(inputs: width, outputs: width)
    keys = Linear(inputs: width, outputs: width)
    values = Linear(inputs: width, outputs: width)
    output = Linear(inputs: width, outputs: width)
    self.heads = heads
    self.rates = rates
  }

  var members: [Member] { [Member("k_proj", keys), Member("v_proj", values), Member("q_proj", queries), Member("out_proj", output)] }

  /// What the tokens of x (batch, tokens, width) find in `source` (batch, keys, width): (batch, tokens, width).
  ///
  /// - Parameter lengths: how many tokens of each sample of `source` are seen; nil: all.
  func callAsFunction(_ x: Tensor, over source: Tensor, lengths: [Int]? = nil, isCausal: Bool = false, _ pass: ForwardPass) -> Tensor {
    let attended = Tensor.attention(
      query: queries(x, pass), key: keys(source, pass), value: values(source, pass), heads: heads, keyLengths: lengths,
      isCausal: isCausal, dropout: pass.dropout(rates.attention))
    return output(attended, pass)
  }

  /// What the tokens of x find in keys and values that are already there, without dropout.
  func over(_ memory: AttentionMemory, _ x: Tensor, _ pass: ForwardPass) -> Tensor {
    let attended = Tensor.attention(
      query: queries(x, pass), key: memory.keys, value: memory.values, heads: heads, keyLengths: memory.lengths)
    return output(attended, pass)
  }
}

/// Keys and values (batch, tokens, width), and how many tokens of each sample are seen.
struct AttentionMemory {
  let keys: Tensor
  let values: Tensor
  let lengths: [Int]
}
