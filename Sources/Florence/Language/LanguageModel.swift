import Layers
import Tensors

/// The encoder's states of a batch: (batch, tokens, width), of which sample b has `lengths[b]`.
public struct Encoding {
  /// (batch, tokens, width)
  public let states: Tensor
  /// Tokens of each sample that are no padding.
  public let lengths: [Int]

  /// States that were made before.
  public init(states: Tensor, lengths: [Int]) {
    self.states = states
    self.lengths = lengths
  }
}

/// BART: encoder and decoder over one table of tokens.
final class LanguageModel: Layer {
  let embedding: Embedding
  let encoder: TextEncoder
  let decoder: TextDecoder
  /// Tokens are multiplied by it; nil: they are not.
  private let scale: Float?

  init(_ configuration: TextConfiguration, _ rates: DropoutRates) {
    embedding = Embedding(rows: configuration.vocabularySize, width: configuration.width, paddingID: configuration.paddingID)
    encoder = TextEncoder(configuration, rates)
    decoder = TextDecoder(configuration, rates)
    scale = configuration.scalesEmbedding ? Float(configuration.width).squareRoot() : nil
  }

  var members: [Member] { [Member("shared", embedding), Member("encoder", encoder), Member("decoder", decoder)] }

  /// Vectors of `ids`, `batch` rows of equal length: (batch, tokens, width).
  func embeddings(_ ids: [Int32], batch: Int, _ pass: ForwardPass) -> Tensor {
    let vectors = embedding(ids, batch: batch, pass)
    return scale.map { vectors.scaled(by: $0) } ?? vectors
  }
}
