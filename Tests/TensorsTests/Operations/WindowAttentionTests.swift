import Tensors
import TestSupport
import Testing

@Suite struct WindowAttentionTests {
  @Test func agreesWithPyTorch() throws {
    for reference in try ReferenceCase.all("window-attention", inputs: ["qkv", "padding"]) {
      reference.check { Tensor.windowAttention(qkv: $0[0], padding: $0[1], heads: reference("heads"), window: reference("window")) }
    }
  }

  @Test func windowOverTheWholeMapIsAttention() {
    let (batch, side, channels, heads) = (2, 6, 12, 3)
    let qkv = Tensor.normal([batch, side, side, 3 * channels], stream: 5)
    let parts = (0..<3).map { part in
      Tensor(
        qkv.values.enumerated().filter { $0.offset % (3 * channels) / channels == part }.map(\.element),
        shape: [batch, side * side, channels])
    }
    let windowed = Tensor.windowAttention(qkv: qkv, padding: .zeros([3 * channels]), heads: heads, window: side)
    let whole = Tensor.attention(query: parts[0], key: parts[1], value: parts[2], heads: heads)
    #expect(difference(windowed.values, whole.values) == nil)
  }
}
