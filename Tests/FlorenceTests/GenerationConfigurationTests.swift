import Essentials
import Files
import Florence
import Foundation
import Layers
import SystemPackage
import TestSupport
import Testing

@Suite struct GenerationConfigurationTests {
  /// A case of `Scripts/oracles/generation.py`; its file is read as the program reads it.
  struct Case {
    let prompts: [[Int32]]
    let salt: Int
    let file: JSONValue
    let ids: [[Int32]]
  }

  static func cases() throws -> [Case] {
    struct Numbers: Decodable {
      let prompts: [[Int32]]
      let salt: Int
      let ids: [[Int32]]
    }
    let path = Fixture.folder("generation").appending("cases.json").string
    let data = try Data(contentsOf: URL(filePath: path))
    let numbers = try JSONDecoder().decode([Numbers].self, from: data)
    let text = "{\"cases\":" + String(decoding: data, as: UTF8.self) + "}"
    guard case .list(let objects)? = try JSONValue.object(parsing: Data(text.utf8))["cases"] else { return [] }
    return zip(numbers, objects).compactMap { numbers, object in
      guard case .object(let members) = object, let file = members["file"] else { return nil }
      return Case(prompts: numbers.prompts, salt: numbers.salt, file: file, ids: numbers.ids)
    }
  }

  static func configuration(_ file: JSONValue) throws -> GenerationConfiguration {
    try TinyFlorence.withTemporaryFolder { folder in
      try AtomicFile.write(file.fileContents, to: folder.appending("generation_config.json"))
      return try GenerationConfiguration(in: .folder(folder), vocabularySize: 120)
    }
  }

  private func faults(_ text: String) throws -> [Diagnostic] {
    try TinyFlorence.withTemporaryFolder { folder in
      let file = folder.appending("generation_config.json")
      try AtomicFile.write(Array(text.utf8), to: file)
      do {
        _ = try GenerationConfiguration(in: .folder(folder), vocabularySize: 120)
        return []
      } catch let error as Faults {
        #expect(error.diagnostics.allSatisfy { $0.file == file.string })
        return error.diagnostics
      }
    }
  }

  @Test func idsAreThoseOfTransformers() throws {
    let model = try TinyFlorence.model()
    let text = model.configuration.text
    let cases = try Self.cases()
    #expect(cases.count >= 120)
    for (number, one) in cases.enumerated() {
      let file = try Self.configuration(one.file)
      #expect(file.unfollowed == [])
      let settings = GenerationSettings(text, file, maximumNewTokens: try #require(file.maximumNewTokens))
      let features = try model.imageFeatures(TinyFlorence.pixels(batch: one.prompts.count, extent: 64, salt: one.salt), ForwardPass())
      let answers = try model.generate(features: features, prompts: TokenBatch(one.prompts, paddingID: 1), settings)
      for (answer, padded) in zip(answers, one.ids) {
        let ids = Array(padded[...(padded.lastIndex { $0 != 1 } ?? 0)])
        #expect(answer.ids == ids, "case \(number): \(one.file.text(JSONStyle(indentation: nil)))")
        // What was generated could be generated, unless it was cut.
        let given = Array(ids.dropFirst())
        if given.count < settings.maximumNewTokens || settings.forcedEndID != nil {
          let obstacles = settings.obstacles(to: given, of: text).filter { if case .takenOut = $0 { false } else { true } }
          #expect(obstacles == [], "case \(number): \(one.file.text(JSONStyle(indentation: nil)))")
        }
      }
    }
  }

  @Test func aFieldOfAnotherTypeIsRefusedByName() throws {
    let wrong = [
      "num_beams": "\"three\"", "no_repeat_ngram_size": "2.5", "repetition_penalty": "true", "length_penalty": "[]", "early_stopping": "1",
      "eos_token_id": "\"</s>\"", "forced_bos_token_id": "{}", "forced_eos_token_id": "[2, 3]", "max_new_tokens": "0", "max_length": "\"\"",
      "min_new_tokens": "-1", "min_length": "false",
    ]
    for (name, value) in wrong {
      let found = try faults("{\"\(name)\": \(value)}")
      #expect(found.count == 1 && found[0].message.hasPrefix("\(name) "), "\(name): \(found)")
    }
    #expect(try faults("{\"num_beams\": 0, \"eos_token_id\": [2, 120], \"repetition_penalty\": 0}").count == 3)
    #expect(try faults("{\"eos_token_id\": []}").first?.message == "eos_token_id is empty")
    #expect(try faults("[]").count == 1)
  }

  @Test func whatIsLeftOutIsTheDefault() throws {
    let text = FlorenceConfiguration.base.text
    for file in [GenerationConfiguration(), try Self.configuration(.object([:])), try Self.configuration(.object(["num_beams": .null]))] {
      let settings = GenerationSettings(text, file, maximumNewTokens: 10)
      #expect(settings.beams == 3 && settings.noRepeatNGramSize == 3 && settings.earlyStopping == .whenFull)
      #expect(settings.repetitionPenalty == 1 && settings.lengthPenalty == 1 && settings.endIDs == [2] && settings.minimumNewTokens == 0)
      #expect(settings.forcedBeginID == 0 && settings.forcedEndID == 2)
      #expect(file.maximumNewTokens == nil)
    }
    let free = try Self.configuration(.object(["forced_bos_token_id": .null, "forced_eos_token_id": .null]))
    let settings = GenerationSettings(text, free, maximumNewTokens: 10)
    #expect(settings.forcedBeginID == nil && settings.forcedEndID == nil)
  }

  @Test func lengthsCountTheStartTokenOrNot() throws {
    let lengths = try Self.configuration(.object(["max_length": .integer(20), "min_length": .integer(4)]))
    #expect(lengths.maximumNewTokens == 19 && lengths.minimumNewTokens == 3)
    let new = try Self.configuration(
      .object(["max_length": .integer(20), "max_new_tokens": .integer(7), "min_length": .integer(4), "min_new_tokens": .integer(2)]))
    #expect(new.maximumNewTokens == 7 && new.minimumNewTokens == 2)
  }

  @Test func whatIsNotFollowedIsNamed() throws {
    let file = try Self.configuration(
      .object([
        "do_sample": .bool(true), "num_beam_groups": .number(1), "guidance_scale": .number(1.5), "temperature": .number(0.5),
        "suppress_tokens": .list([]), "begin_suppress_tokens": .list([.integer(7)]), "transformers_version": .text("5.23.0"),
      ]))
    #expect(file.unfollowed.sorted() == ["begin_suppress_tokens=[7]", "do_sample=true", "guidance_scale=1.5"])
  }

  /// What is written means what it was written from.
  @Test func settingsReadBack() throws {
    let text = FlorenceConfiguration.base.text
    var settings = GenerationSettings(text, maximumNewTokens: 33)
    for change in 0..<4 {
      if change > 0 {
        (settings.beams, settings.noRepeatNGramSize, settings.repetitionPenalty, settings.lengthPenalty) = (change, 0, 1.5, -0.5)
        (settings.endIDs, settings.forcedBeginID, settings.forcedEndID, settings.minimumNewTokens) = ([2, 17], nil, nil, 4)
        settings.earlyStopping = [.whenFull, .whenHopeless, .never][change - 1]
      }
      try TinyFlorence.withTemporaryFolder { folder in
        try GenerationConfiguration(settings, maximumNewTokens: change == 0 ? nil : 33).write(for: text, to: folder)
        let file = try GenerationConfiguration(in: .folder(folder), vocabularySize: text.vocabularySize)
        #expect(file.maximumNewTokens == (change == 0 ? nil : 33))
        let read = GenerationSettings(text, file, maximumNewTokens: 33)
        #expect(read.beams == settings.beams && read.noRepeatNGramSize == settings.noRepeatNGramSize)
        #expect(read.repetitionPenalty == settings.repetitionPenalty && read.lengthPenalty == settings.lengthPenalty)
        #expect(read.endIDs == settings.endIDs && read.earlyStopping == settings.earlyStopping)
        #expect(read.forcedBeginID == settings.forcedBeginID && read.forcedEndID == settings.forcedEndID)
        #expect(read.minimumNewTokens == settings.minimumNewTokens)
      }
    }
  }
}
