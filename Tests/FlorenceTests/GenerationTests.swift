import Essentials
import Florence
import Foundation
import Layers
import Tensors
import TestSupport
import Testing

@Suite struct GenerationTests {
  /// A case of `Scripts/oracles/florence.py`.
  struct Case: Decodable {
    struct Settings: Decodable {
      let num_beams: Int
      let no_repeat_ngram_size: Int
      let max_new_tokens: Int
      let length_penalty: Double?
      let early_stopping: EarlyStoppingValue?
    }

    struct EarlyStoppingValue: Decodable {
      let value: EarlyStopping

      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        value = (try? container.decode(Bool.self)).map { $0 ? .whenFull : .whenHopeless } ?? .never
      }
    }

    let prompts: [[Int32]]
    let salt: Int
    let forced_bos: Int32?
    let settings: Settings
    let ids: [[Int32]]
  }

  static func cases() throws -> [Case] {
    let path = Fixture.folder("florence").appending("generation.json").string
    return try JSONDecoder().decode([Case].self, from: Data(contentsOf: URL(filePath: path)))
  }

  /// Without the padding of the batch.
  private func trimmed(_ ids: [Int32]) -> [Int32] { Array(ids[...(ids.lastIndex { $0 != 1 } ?? 0)]) }

  private func settings(_ one: Case, _ model: FlorenceModel) -> GenerationSettings {
    var settings = GenerationSettings(model.configuration.text, maximumNewTokens: one.settings.max_new_tokens)
    settings.beams = one.settings.num_beams
    settings.noRepeatNGramSize = one.settings.no_repeat_ngram_size
    settings.lengthPenalty = one.settings.length_penalty ?? 1
    // What transformers takes when it is not told.
    settings.earlyStopping = one.settings.early_stopping?.value ?? .whenHopeless
    settings.forcedBeginID = one.forced_bos
    return settings
  }

  @Test func idsAreThoseOfTransformers() throws {
    let model = try TinyFlorence.model()
    let cases = try Self.cases()
    #expect(cases.count >= 60)
    for (number, one) in cases.enumerated() {
      let pixels = TinyFlorence.pixels(batch: one.prompts.count, extent: 64, salt: one.salt)
      let features = try model.imageFeatures(pixels, ForwardPass())
      let answers = try model.generate(features: features, prompts: TokenBatch(one.prompts, paddingID: 1), settings(one, model))
      #expect(answers.map(\.ids) == one.ids.map(trimmed), "case \(number): \(one.settings)")
      for answer in answers {
        #expect(answer.probabilities.count == answer.ids.count)
        if answer.ids.count <= one.settings.max_new_tokens { #expect(!answer.isTruncated) }
      }
    }
  }

  /// An item's answer does not depend on the items beside it, although its rows share their work.
  @Test(arguments: [1, 3]) func itemsAreIndependent(beams: Int) throws {
    let model = try TinyFlorence.model()
    var settings = GenerationSettings(model.configuration.text, maximumNewTokens: 20)
    settings.beams = beams
    let prompts: [[Int32]] = [[0, 50, 114, 2], [0, 5, 2], [0, 4, 17, 77, 59, 65, 20, 114, 62, 2]]
    let features = try model.imageFeatures(TinyFlorence.pixels(batch: 3, extent: 64, salt: 5), ForwardPass())
    let together = try model.generate(features: features, prompts: TokenBatch(prompts, paddingID: 1), settings)
    for index in prompts.indices {
      let alone = try model.generate(
        features: features.gathered([index]), prompts: TokenBatch([prompts[index]], paddingID: 1), settings)
      #expect(alone[0].ids == together[index].ids)
      #expect(difference(alone[0].probabilities, together[index].probabilities, relative: 1e-4) == nil)
    }
  }

  /// The cache grows from its first capacity of 64 tokens; the decoder's states are those of the whole answer at once.
  @Test func probabilitiesAreThoseOfTheWholeAnswer() throws {
    var configuration = try TinyFlorence.model().configuration
    configuration.text.maximumPositions = 200
    let model = FlorenceModel(configuration)
    model.initialize(seed: 3)
    var settings = GenerationSettings(configuration.text, maximumNewTokens: 150)
    settings.beams = 2
    settings.noRepeatNGramSize = 4
    let prompts = TokenBatch([[0, 7, 9, 2]], paddingID: 1)
    let features = try model.imageFeatures(TinyFlorence.pixels(batch: 1, extent: 64, salt: 2), ForwardPass())
    let answer = try model.generate(features: features, prompts: prompts, settings)[0]
    #expect(answer.ids.count == 151)
    #expect(answer.isTruncated)

    let pass = ForwardPass()
    let labels = TokenBatch([Array(answer.ids.dropFirst())], paddingID: 1)
    let logits = try model.logits(model.encode(features, prompts: prompts, pass), labels: labels, pass).values
    let expected = labels.ids.enumerated().map { position, id in
      let row = logits[position * 120..<(position + 1) * 120]
      return Float(exp(Double(row[row.startIndex + Int(id)])) / row.reduce(0) { $0 + exp(Double($1)) })
    }
    #expect(difference(Array(answer.probabilities.dropFirst()), expected, relative: 1e-4) == nil)
    #expect(answer.probabilities[0] == 1)
  }

  @Test func lengthIsCappedByPositions() throws {
    let model = try TinyFlorence.model()
    let settings = GenerationSettings(model.configuration.text, maximumNewTokens: 2048)
    let features = try model.imageFeatures(TinyFlorence.pixels(batch: 2, extent: 64, salt: 9), ForwardPass())
    let answers = try model.generate(features: features, prompts: TinyFlorence.prompts, settings)
    #expect(answers.allSatisfy { $0.ids.count <= model.configuration.text.maximumPositions })
  }

  @Test(arguments: [1, 3]) func noAnswerIsShorterThanAsked(beams: Int) throws {
    let model = try TinyFlorence.model()
    var settings = GenerationSettings(model.configuration.text, maximumNewTokens: 20)
    settings.beams = beams
    let features = try model.imageFeatures(TinyFlorence.pixels(batch: 2, extent: 64, salt: 9), ForwardPass())
    settings.minimumNewTokens = 20
    for answer in try model.generate(features: features, prompts: TinyFlorence.prompts, settings) {
      #expect(answer.ids.count == 21)
      #expect(answer.ids.firstIndex(of: model.configuration.text.endID, after: 1) == 20)
    }
  }

  @Test func stopsWhenAsked() throws {
    let model = try TinyFlorence.model()
    let features = try model.imageFeatures(TinyFlorence.pixels(batch: 1, extent: 64, salt: 1), ForwardPass())
    let settings = GenerationSettings(model.configuration.text, maximumNewTokens: 10)
    #expect(throws: Stopped.self) {
      try model.generate(features: features, prompts: TokenBatch([[0, 2]], paddingID: 1), settings, stop: StopToken { true })
    }
  }
}

extension [Int32] {
  fileprivate func firstIndex(of id: Int32, after start: Int) -> Int? { dropFirst(start).firstIndex(of: id) }
}
