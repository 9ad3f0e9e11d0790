import Tensors
import Testing

@Suite struct ChannelAttentionTests {
  @Test func agreesWithPyTorch() throws {
    for reference in try ReferenceCase.all("channel-attention", inputs: ["qkv"]) {
      reference.check { Tensor.channelAttention(qkv: $0[0], groups: reference("groups")) }
    }
  }
}
