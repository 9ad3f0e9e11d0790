import FineTuning
import Florence
import Layers
import Tensors

/// Answers to one image and prompt, of exactly so many tokens.
final class GenerationWork: Work {
  private let opened: LoadedModel
  private let encoding: Encoding
  private let settings: GenerationSettings
  private let tokens: Int
  let facts: [String: String]
  private(set) var ids: [Int]?

  /// Image and prompt are encoded here, once: what comes before the first token does not count.
  ///
  /// - Parameter tokens: by how many the longer answer is longer than the shorter one, which has 2.
  init(_ opened: LoadedModel, _ rules: GenerationRules, beams: Int, tokens: Int, facts: [String: String]) throws {
    self.opened = opened
    self.tokens = tokens
    self.facts = facts
    let text = opened.model.configuration.text
    let pixels = opened.pixels([RandomInputs.pixels(sample: 0, extent: opened.imageExtent)])
    let prompts = TokenBatch([RandomInputs.prompt(sample: 0, of: text)], paddingID: text.paddingID)
    encoding = try opened.model.encode(opened.model.imageFeatures(pixels, ForwardPass()), prompts: prompts, ForwardPass())
    var settings = GenerationSettings(text, maximumNewTokens: 0)
    settings.beams = beams
    rules.apply(to: &settings)
    self.settings = settings
  }

  /// Seconds a token.
  func run() throws -> Double {
    let short = try answer(2)
    return try (answer(2 + tokens) - short) / Double(tokens)
  }

  private func answer(_ count: Int) throws -> Double {
    var settings = settings
    (settings.minimumNewTokens, settings.maximumNewTokens) = (count, count)
    return try seconds { ids = try opened.model.generate(encoding, settings)[0].ids.map { Int($0) } }
  }
}
