import Layers
import Tensors

/// Attention among the places of one window of the map. Places past the map's edge are seen as keys and values: a zero input gives the bias.
final class WindowAttention: MapAttention {
  let queryKeyValue: Linear
  let output: Linear
  private let heads: Int
  private let window: Int

  init(width: Int, heads: Int, window: Int, hasBias: Bool) {
    queryKeyValue = Linear(inputs: width, outputs: 3 * width, hasBias: hasBias)
    output = Linear(inputs: width, outputs: width)
    self.heads = heads
    self.window = window
  }

  var members: [Member] { [Member("qkv", queryKeyValue), Member("proj", output)] }

  func callAsFunction(_ x: Tensor, after norm: LayerNorm, isLarge: Bool, _ pass: ForwardPass) -> Tensor {
    let padding = queryKeyValue.bias.map { pass($0) } ?? .zeros([queryKeyValue.outputs])
    let qkv = pass.recomputable(x, isLarge: isLarge) { [unowned pass] in self.queryKeyValue(norm($0, pass), pass) }
    return output(.windowAttention(qkv: qkv, padding: padding, heads: heads, window: window), pass)
  }
}
