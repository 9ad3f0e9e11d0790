import Essentials
import Layers
import Tensors

extension FlorenceModel {
  /// The answers to images with a prompt each.
  ///
  /// - Parameters:
  ///   - features: (batch, image tokens, width), of `imageFeatures`.
  ///   - prompts: one for each image.
  ///   - settings: how tokens are chosen, and how many at most.
  ///   - stop: asked before every token.
  /// - Throws: `ModelLimit` for a prompt too long, `Stopped` when the user wants it to end.
  public func generate(
    features: Tensor, prompts: TokenBatch, _ settings: GenerationSettings, stop: StopToken = .never
  ) throws -> [GeneratedAnswer] {
    try generate(encode(features, prompts: prompts, ForwardPass()), settings, stop: stop)
  }

  /// The answers to prompts and images that are encoded already, one each.
  ///
  /// - Throws: `Stopped` when the user wants it to end.
  public func generate(_ encoding: Encoding, _ settings: GenerationSettings, stop: StopToken = .never) throws -> [GeneratedAnswer] {
    let rules = TokenRules(settings, configuration.text)
    let decoding = Decoding(self, encoding, beams: max(1, settings.beams))
    return settings.beams > 1 ? try beamSearch(decoding, rules, stop) : try greedySearch(decoding, rules, stop)
  }
}

/// Running answers, read token by token.
final class Decoding {
  private let model: FlorenceModel
  private let pass = ForwardPass()
  private let cache: DecoderCache
  let startID: Int32
  /// Items of the batch, of which each has `beams` rows.
  let items: Int
  let beams: Int

  init(_ model: FlorenceModel, _ encoding: Encoding, beams: Int) {
    self.model = model
    self.beams = beams
    items = encoding.lengths.count
    startID = model.configuration.text.decoderStartID
    cache = DecoderCache(model.language.decoder, encoding, beams: beams, pass)
  }

  /// The scores (rows, 1, vocabulary) of what follows each row's next token.
  func scores(after tokens: [Int32]) -> Tensor {
    let embeddings = model.language.embeddings(tokens, batch: tokens.count, pass)
    defer { cache.advance() }
    return model.scores(model.language.decoder.next(embeddings, cache, pass), pass)
  }

  /// Row i goes on from what was row `parents[i]`.
  func reorder(_ parents: [Int]) { cache.reorder(parents) }
}
