import Tensors
import TestSupport
import Testing

@Suite struct TokenCacheTests {
  @Test func appendsAndReorders() {
    let cache = TokenCache(batch: 3, capacity: 4, width: 2)
    func filled() -> [[Float]] { (0..<3).map { Array(cache.tensor.values[$0 * 8..<$0 * 8 + cache.length * 2]) } }
    #expect(cache.length == 0 && cache.tensor.shape == [3, 4, 2])
    cache.append(Tensor((0..<12).map(Float.init), shape: [3, 2, 2]))
    #expect(cache.length == 2)
    #expect(filled() == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]])
    cache.reorder([1, 1, 0])
    #expect(filled() == [[4, 5, 6, 7], [4, 5, 6, 7], [0, 1, 2, 3]])
    cache.append(Tensor([20, 21, 22, 23, 24, 25], shape: [3, 1, 2]))
    cache.reorder([0, 1, 2])
    cache.reorder([2, 0, 1])
    #expect(filled() == [[0, 1, 2, 3, 24, 25], [4, 5, 6, 7, 20, 21], [4, 5, 6, 7, 22, 23]])
  }

  @Test func generationSeesWhatWholeAttentionSees() {
    let (batch, tokens, width) = (2, 9, 8)
    let inputs = (0..<3).map { Tensor.normal([batch, tokens, width], stream: $0) }
    let whole = Tensor.attention(query: inputs[0], key: inputs[1], value: inputs[2], heads: 2, isCausal: true)
    let caches = (0..<2).map { _ in TokenCache(batch: batch, capacity: 12, width: width) }
    for step in [0..<4, 4..<5, 5..<7, 7..<8, 8..<9] {
      func part(_ tensor: Tensor) -> Tensor {
        let rows = tensor.values
        return Tensor(
          (0..<batch).flatMap { rows[($0 * tokens + step.lowerBound) * width..<($0 * tokens + step.upperBound) * width] },
          shape: [batch, step.count, width])
      }
      for (cache, input) in zip(caches, inputs[1...]) { cache.append(part(input)) }
      let output = Tensor.attention(
        query: part(inputs[0]), key: caches[0].tensor, value: caches[1].tensor, heads: 2,
        keyLengths: Array(repeating: caches[0].length, count: batch), isCausal: true)
      #expect(difference(output, part(whole)) == nil, "tokens \(step)")
    }
  }
}
