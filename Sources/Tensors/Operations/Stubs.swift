// Signatures that Layers, LoRA and Florence are written against. Each stub is replaced by a file of its own.
extension Tensor {
  // --- engine B
  /// softmax(scale * Q Kᵀ) V per head; query (batch, queries, width), key and value (batch, keys, width), heads side by side in the width;
  /// `scale` is (width / heads)^-0.5. Keys from keyLengths[b] on are unseen (nil: all are seen). Causal: query i sees keys 0...i + (keys seen - queries).
  /// The mask of `dropout` falls on the probabilities; element ((head * queries) + query) * keys + key.
  package static func attention(
    query: Tensor, key: Tensor, value: Tensor, heads: Int, keyLengths: [Int]? = nil, isCausal: Bool = false, dropout: Dropout? = nil
  ) -> Tensor { fatalError("stub") }
  /// Attention inside windows of window x window tokens of a map. qkv (batch, height, width, 3 * channels) split [3][heads][channels / heads];
  /// the map is padded at the right and bottom to multiples of the window with tokens whose qkv is `padding` (3 * channels), seen as keys. Result (batch, height, width, channels).
  package static func windowAttention(qkv: Tensor, padding: Tensor, heads: Int, window: Int) -> Tensor { fatalError("stub") }
  /// Attention across channels: qkv (batch, tokens, 3 * channels) split [3][groups][channels / groups]; A = softmax(tokens^-0.5 * Qᵀ K) per group,
  /// out[c] = sum over d of A[c, d] V[d]. Result (batch, tokens, channels).
  package static func channelAttention(qkv: Tensor, groups: Int) -> Tensor { fatalError("stub") }
  /// self + depthwise 3x3 convolution(self), stride 1, zero padding 1; self (batch, height, width, channels), weight (channels, 1, 3, 3), bias (channels).
  package func addingDepthwiseConvolution(_ weight: Tensor, _ bias: Tensor) -> Tensor { fatalError("stub") }
  /// Convolution over (batch, height, width, inputs) with weight (outputs, inputs, k, k) and zero padding; result (batch, height', width', outputs).
  package func convolution(_ weight: Tensor, _ bias: Tensor, stride: Int, padding: Int) -> Tensor { fatalError("stub") }
  /// (height * width, columns' width + rows' width): token y * width + x is columns[x] followed by rows[y].
  package static func imagePositions(rows: Tensor, columns: Tensor, height: Int, width: Int) -> Tensor { fatalError("stub") }
  /// self (batch, tokens, width) + addend (tokens, width) for every sample.
  package func addingToEverySample(_ addend: Tensor) -> Tensor { fatalError("stub") }
  /// self (batch, tokens, width) + table rows first ..< first + tokens.
  package func addingRows(of table: Tensor, from first: Int) -> Tensor { fatalError("stub") }
  /// (batch, tokens, width) to (batch, tokens + 1, width): the mean over tokens first, then the tokens.
  package func withMeanTokenFirst() -> Tensor { fatalError("stub") }
  /// (batch, a, width) and (batch, b, width) to (batch, a + b, width).
  package static func concatenatedTokens(_ first: Tensor, _ second: Tensor) -> Tensor { fatalError("stub") }
  /// The last token of each sample: (batch, tokens, width) to (batch, width). Untracked inputs only.
  package func lastTokens() -> Tensor { fatalError("stub") }
  /// Samples `indices` of the first axis, copied. Untracked inputs only.
  package func gathered(_ indices: [Int]) -> Tensor { fatalError("stub") }
}

/// Keys or values of the tokens generated so far, (batch, capacity, width) of which the first `length` tokens are filled.
package final class TokenCache {
  package private(set) var length = 0
  package init(batch: Int, capacity: Int, width: Int) { fatalError("stub") }
  /// All rows as a tensor (batch, capacity, width) for `attention` with keyLengths = length; shares the storage.
  package var tensor: Tensor { fatalError("stub") }
  /// Appends tokens (batch, new, width).
  package func append(_ tokens: Tensor) { fatalError("stub") }
  /// Makes sample i a copy of the former sample parents[i], only of the filled tokens.
  package func reorder(_ parents: [Int]) { fatalError("stub") }
}
