import FineTuning
import Florence
import Layers
import Tensors

/// Answers to one image and prompt, of exactly so many tokens.
final class GenerationWork: Work {
  private let opened: OpenedModel
  private let pixels: Tensor
  private let prompts: TokenBatch
  private let settings: GenerationSettings
  private let tokens: Int
  let facts: [String: String]
  private(set) var ids: [Int]?

  /// - Parameter tokens: by how many the longer answer is longer than the shorter one, which has 2.
  init(_ opened: OpenedModel, _ rules: GenerationRules, beams: Int, tokens: Int, facts: [String: String]) {
    self.opened = opened
    self.tokens = tokens
    self.facts = facts
    let text = opened.model.configuration.text
    pixels = opened.pixels([RandomInputs.pixels(sample: 0, extent: opened.imageExtent)])
    prompts = TokenBatch([RandomInputs.prompt(sample: 0, of: text)], paddingID: text.paddingID)
    var settings = GenerationSettings(text, maximumNewTokens: 0)
    settings.beams = beams
    rules.apply(to: &settings)
    self.settings = settings
  }

  /// Seconds a token, with whatever comes before the first token left out.
  func run() throws -> Double {
    let short = try answer(2)
    return try (answer(2 + tokens) - short) / Double(tokens)
  }

  private func answer(_ count: Int) throws -> Double {
    var settings = settings
    (settings.minimumNewTokens, settings.maximumNewTokens) = (count, count)
    return try seconds {
      let features = try opened.model.imageFeatures(pixels, Pass())
      ids = try opened.model.generate(features: features, prompts: prompts, settings)[0].ids.map { Int($0) }
    }
  }
}
