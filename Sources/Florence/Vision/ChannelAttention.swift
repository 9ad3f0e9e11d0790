import Layers
import Tensors

/// Attention among the channels of a group, each channel a vector over all places of the map.
final class ChannelAttention: MapAttention {
  let queryKeyValue: Linear
  let output: Linear
  private let groups: Int

  init(width: Int, groups: Int, hasBias: Bool) {
    queryKeyValue = Linear(inputs: width, outputs: 3 * width, hasBias: hasBias)
    output = Linear(inputs: width, outputs: width)
    self.groups = groups
  }

  var members: [Member] { [Member("qkv", queryKeyValue), Member("proj", output)] }

  func callAsFunction(_ x: Tensor, after norm: LayerNorm, isLarge: Bool, _ pass: ForwardPass) -> Tensor {
    let (batch, places, width) = (x.shape[0], x.shape[1] * x.shape[2], x.shape[3])
    let qkv = pass.recomputable(x, isLarge: isLarge) { [unowned pass] in
      self.queryKeyValue(norm($0, pass).reshaped([batch, places, width]), pass)
    }
    return output(.channelAttention(qkv: qkv, groups: groups), pass).reshaped(x.shape)
  }
}
