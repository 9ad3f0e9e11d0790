import Layers
import Tensors

/// The second half of a layer of the language model: two linear maps with GELU between them, added to the input and normalised.
final class TextFeedForward: Layer {
  let expansion: Linear
  let contraction: Linear
  let norm: LayerNorm
  private let rates: DropoutRates

  init(_ configuration: TextConfiguration, hidden: Int, _ rates: DropoutRates) {
    let width = configuration.width
    expansion = Linear(inputs: width, outputs: hidden)
    contraction = Linear(inputs: hidden, outputs: width)
    norm = LayerNorm(width: width, epsilon: configuration.normEpsilon)
    self.rates = rates
  }

  var members: [Member] { [Member("fc1", expansion), Member("fc2", contraction), Member("final_layer_norm", norm)] }

  /// x (batch, tokens, width) to the same shape.
  func callAsFunction(_ x: Tensor, _ pass: ForwardPass) -> Tensor {
    let hidden = expansion(x, pass)
    let contracted = contraction(hidden, pass, after: .gelu, dropout: pass.dropout(rates.activation))
    return norm(contracted, addedTo: x, dropout: pass.dropout(rates.hidden), pass)
  }
}
