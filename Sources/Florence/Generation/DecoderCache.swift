import Layers
import Tensors

/// What the decoder remembers of the tokens generated so far, and its view of the encoder's states.
final class DecoderCache {
  /// One decoder layer's part.
  final class Layer {
    /// Keys and values of the encoder's states, made once; one for all rows of an item.
    let source: AttentionMemory
    private var keys: TokenCache
    private var values: TokenCache
    private let rows: Int
    private let width: Int

    fileprivate init(source: AttentionMemory, rows: Int) {
      self.source = source
      self.rows = rows
      width = source.keys.shape[2]
      keys = TokenCache(batch: rows, capacity: DecoderCache.firstCapacity, width: width)
      values = TokenCache(batch: rows, capacity: DecoderCache.firstCapacity, width: width)
    }

    /// The tokens of each row so far.
    var tokens: AttentionMemory {
      AttentionMemory(keys: keys.tensor, values: values.tensor, lengths: Array(repeating: keys.length, count: rows))
    }

    /// Remembers one more token of each row: (rows, 1, width).
    func append(keys newKeys: Tensor, values newValues: Tensor) {
      let capacity = keys.tensor.shape[1]
      if keys.length == capacity {
        keys = grown(keys, to: 2 * capacity)
        values = grown(values, to: 2 * capacity)
      }
      keys.append(newKeys)
      values.append(newValues)
    }

    private func grown(_ full: TokenCache, to capacity: Int) -> TokenCache {
      let larger = TokenCache(batch: rows, capacity: capacity, width: width)
      larger.append(full.tensor)
      return larger
    }

    fileprivate func reorder(_ parents: [Int]) {
      keys.reorder(parents)
      values.reorder(parents)
    }
  }

  private static let firstCapacity = 64

  let layers: [Layer]
  /// Tokens that each row has so far.
  private(set) var length = 0

  /// - Parameter beams: rows for each item of `encoding`.
  init(_ decoder: TextDecoder, _ encoding: Encoding, beams: Int, _ pass: ForwardPass) {
    layers = decoder.layers.map { layer in
      let attention = layer.crossAttention
      let source = AttentionMemory(
        keys: attention.keys(encoding.states, pass), values: attention.values(encoding.states, pass), lengths: encoding.lengths)
      return Layer(source: source, rows: encoding.lengths.count * beams)
    }
  }

  /// Counts the token that every layer has just appended.
  func advance() { length += 1 }

  /// Row i goes on from what was row `parents[i]`.
  func reorder(_ parents: [Int]) {
    if parents == Array(parents.indices) { return }
    for layer in layers { layer.reorder(parents) }
  }
}
