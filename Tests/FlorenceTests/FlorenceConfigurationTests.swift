import Essentials
import Files
import Florence
import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite struct FlorenceConfigurationTests {
  /// A config.json of the fixtures with some of its JSON changed.
  private func open(
    _ layout: FlorenceConfiguration.Layout = .microsoft, _ change: (inout [String: Any]) -> Void
  ) throws -> FlorenceConfiguration {
    let source = TinyFlorence.folder(layout).appending("config.json")
    var root = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: source.string))) as? [String: Any])
    change(&root)
    return try TinyFlorence.withTemporaryFolder { folder in
      try AtomicFile.write(try JSONSerialization.data(withJSONObject: root), to: folder.appending("config.json"))
      return try FlorenceConfiguration(path: folder.appending("config.json"))
    }
  }

  private func faults(_ layout: FlorenceConfiguration.Layout = .microsoft, _ change: (inout [String: Any]) -> Void) throws -> [String] {
    try #require(throws: Faults.self) { try open(layout, change) }.diagnostics.map(\.message)
  }

  private func edit(_ root: inout [String: Any], _ section: String, _ change: (inout [String: Any]) -> Void) {
    var values = root[section] as? [String: Any] ?? [:]
    change(&values)
    root[section] = values
  }

  @Test func bothLayoutsSayTheSame() throws {
    let native = try open(.transformers) { _ in }
    var original = try open(.microsoft) { _ in }
    #expect(native.layout == .transformers && original.layout == .microsoft)
    #expect(original.classNames == ["AutoConfig": "configuration_florence2.Florence2Config"])
    #expect(original.vision == native.vision)
    #expect(original.text == native.text)
    #expect(native.imageTokenID == 119)
    (original.layout, original.imageTokenID, original.classNames) = (.transformers, 119, [:])
    #expect(original == native)
  }

  @Test func everySizeIsRead() throws {
    let configuration = try open { _ in }
    #expect(configuration.vision.stages.map(\.width) == [6, 8, 12, 18])
    #expect(configuration.vision.stages.map(\.depth) == [1, 1, 2, 1])
    #expect(configuration.vision.stages.map(\.heads) == [2, 2, 3, 3])
    #expect(configuration.vision.stages.map(\.groups) == [1, 4, 2, 3])
    #expect(configuration.vision.stages.map(\.patchSize) == [7, 3, 3, 3])
    #expect(configuration.vision.stages.map(\.patchStride) == [4, 2, 2, 2])
    #expect(configuration.vision.stages.map(\.patchPadding) == [3, 1, 1, 1])
    #expect(configuration.vision.stages.map(\.isNormalizedFirst) == [false, true, true, true])
    #expect(configuration.vision.window == 3)
    #expect(configuration.vision.maximumPositions == 7)
    #expect(configuration.vision.maximumFrames == 5)
    let (encoder, decoder) = (configuration.text.encoder, configuration.text.decoder)
    #expect((encoder.layers, encoder.heads, encoder.feedForwardWidth) == (2, 2, 24))
    #expect((decoder.layers, decoder.heads, decoder.feedForwardWidth) == (2, 4, 20))
    #expect(configuration.text.maximumPositions == 40)
  }

  /// The top level of a file saved after fine-tuning may have them wrong, as that of the fixture does.
  @Test func specialTokensAreThoseOfTheLanguageModel() throws {
    let text = try open { _ in }.text
    #expect((text.beginID, text.paddingID, text.endID) == (0, 1, 2))
    let fallback = try open { root in
      root["eos_token_id"] = 5
      edit(&root, "text_config") { $0["eos_token_id"] = nil }
    }.text
    #expect(fallback.endID == 5)
  }

  @Test func defaults() throws {
    let configuration = try open { root in
      edit(&root, "text_config") { text in
        for key in ["dropout", "forced_bos_token_id", "num_beams", "no_repeat_ngram_size", "early_stopping"] { text[key] = nil }
      }
      edit(&root, "vision_config") { $0["model_type"] = nil }
    }
    #expect(configuration.layout == .microsoft)
    #expect(configuration.text.dropout == 0.1)
    #expect(configuration.text.forcedBeginID == 0)
    #expect((configuration.text.beams, configuration.text.noRepeatNGramSize, configuration.text.earlyStopping) == (3, 3, .whenFull))
    let free = try open(.transformers) { root in edit(&root, "text_config") { $0["forced_bos_token_id"] = NSNull() } }
    #expect(free.text.forcedBeginID == nil)
  }

  @Test(arguments: FlorenceConfiguration.Layout.allCases) func everyFaultAtOnce(layout: FlorenceConfiguration.Layout) throws {
    let messages = try faults(layout) { root in
      edit(&root, "text_config") { text in
        text["d_model"] = nil
        text["encoder_layers"] = -1
        text["dropout"] = 1.5
        text["vocab_size"] = "many"
        text["activation_function"] = "relu"
        text["decoder_layerdrop"] = 0.1
      }
      edit(&root, "vision_config") { vision in
        vision["depths"] = [1, 1, 2]
        vision["window_size"] = 1_000_000
        vision["patch_prenorm"] = [0, 1, 1, 1]
      }
    }
    #expect(messages.count == 9)
    for key in [
      "text_config.d_model is missing", "text_config.encoder_layers is -1", "text_config.dropout is 1.5",
      "text_config.vocab_size is \"many\"",
      "text_config.activation_function", "text_config.decoder_layerdrop", "vision_config.depths has 3",
      "vision_config.window_size is 1000000",
      "vision_config.patch_prenorm",
    ] {
      #expect(messages.contains { $0.hasPrefix(key) }, "\(key)")
    }
  }

  @Test func contradictions() throws {
    let messages = try faults { root in
      edit(&root, "text_config") { text in
        text["decoder_attention_heads"] = 3
        text["eos_token_id"] = 120
      }
      edit(&root, "vision_config") { vision in
        vision["num_heads"] = [2, 2, 5, 3]
        vision["num_groups"] = [1, 4, 2, 4]
        vision["projection_dim"] = 17
      }
    }
    #expect(messages.count == 5)
  }

  @Test func stagesThatCannotBe() throws {
    let messages = try faults { root in
      edit(&root, "vision_config") { vision in
        vision["patch_size"] = [7, 1, 3, 3]
        vision["patch_padding"] = [3, 1, 3, 1]
        vision["depths"] = [256, 1, 1, 1]
      }
    }
    #expect(messages.count == 3)
    for words in ["stage 1: patch_padding 1 is not below patch_size 1", "stage 2: patch_padding 3 is not below patch_size 3", "259 pairs"] {
      #expect(messages.contains { $0.contains(words) }, "\(words)")
    }
    let small = try faults(.transformers) { root in
      edit(&root, "vision_config") { vision in
        vision["embed_dim"] = [6, 8, 12, 1]
        vision["num_heads"] = [2, 2, 3, 1]
        vision["num_groups"] = [1, 4, 2, 1]
        vision["mlp_ratio"] = 0.13
      }
    }
    #expect(small.count == 3 && small.contains { $0.contains("mlp_ratio 0.13 leaves nothing of 6") })
    #expect(small.contains { $0.hasPrefix("the last stage has 1 channel") })
    let lists = try faults { root in edit(&root, "vision_config") { $0["patch_size"] = [Int](repeating: 1, count: 40) } }
    #expect(lists.count == 1 && lists[0].hasPrefix("vision_config.patch_size has 40 entries"))
    let layers = try faults { root in edit(&root, "vision_config") { $0["depths"] = [1, 1, 1000, 1] } }
    #expect(layers.count == 1 && layers[0].hasPrefix("vision_config.depths is"))
  }

  @Test(arguments: ["1e400", "-1e400", "123456789012345678901234567890", "1.5", "null", "true", "[768]"]) func strangeNumbers(value: String)
    throws
  {
    try TinyFlorence.withTemporaryFolder { folder in
      let source = try String(contentsOfFile: TinyFlorence.folder().appending("config.json").string, encoding: .utf8)
      let path = folder.appending("config.json")
      try AtomicFile.write(Data(source.replacingOccurrences(of: "\"d_model\": 16", with: "\"d_model\": \(value)").utf8), to: path)
      let faults = try #require(throws: Faults.self) { try FlorenceConfiguration(path: path) }
      #expect(faults.diagnostics.count == 1 && faults.diagnostics[0].message.hasPrefix("text_config.d_model"))
    }
  }

  @Test func nestingWithoutEnd() throws {
    try TinyFlorence.withTemporaryFolder { folder in
      let path = folder.appending("config.json")
      try AtomicFile.write(Data(String(repeating: #"{"text_config":"#, count: 100_000).utf8), to: path)
      #expect(throws: Faults.self) { try FlorenceConfiguration(path: path) }
    }
  }

  @Test func sizesWithoutEnd() throws {
    let messages = try faults { root in
      edit(&root, "text_config") { text in
        text["d_model"] = 65_536
        text["decoder_layers"] = 256
        text["decoder_ffn_dim"] = 262_144
      }
      edit(&root, "vision_config") { $0["projection_dim"] = 65_536 }
    }
    #expect(messages.count == 1 && messages[0].contains("billion weights"))
  }

  @Test(arguments: ["{", "[1]", "{\"model_type\": \"bert\"}", "{}", "\u{feff}", "{\"vision_config\": {}, \"text_config\": 3}"])
  func noConfiguration(contents: String) throws {
    try TinyFlorence.withTemporaryFolder { folder in
      let path = folder.appending("config.json")
      try AtomicFile.write(Data(contents.utf8), to: path)
      let faults = try #require(throws: Faults.self) { try FlorenceConfiguration(path: path) }
      #expect(faults.diagnostics.count == 1)
      #expect(faults.diagnostics[0].file == path.string)
    }
  }

  @Test func brokenJSONHasAPlace() throws {
    try TinyFlorence.withTemporaryFolder { folder in
      let path = folder.appending("config.json")
      try AtomicFile.write(Data("{\n \"text_config\": {\"é\" 1}\n}".utf8), to: path)
      let fault = try #require(try #require(throws: Faults.self) { try FlorenceConfiguration(path: path) }.diagnostics.first)
      #expect((fault.line, fault.column) == (2, 22))
      #expect(fault.sourceLine == " \"text_config\": {\"é\" 1}")
    }
  }

  @Test(arguments: FlorenceConfiguration.Layout.allCases) func writingAndReading(layout: FlorenceConfiguration.Layout) throws {
    var configuration = try open(layout) { _ in }
    configuration.text.forcedBeginID = nil
    configuration.text.earlyStopping = .never
    configuration.text.scalesEmbedding = true
    configuration.text.dropout = 0.25
    configuration.vision.feedForwardRatio = 2.5
    configuration.vision.hasQueryKeyValueBias = false
    try TinyFlorence.withTemporaryFolder { folder in
      try configuration.write(to: folder.appending("config.json"))
      #expect(try FlorenceConfiguration(path: folder.appending("config.json")) == configuration)
    }
  }

  /// FLORENCE-2's published sizes: the numbers of weights are those that PyTorch counts.
  @Test func parameterCounts() {
    #expect(FlorenceModel(.base).parameterCount == 231_414_016)
    #expect(FlorenceModel(.large).parameterCount == 776_465_408)
    #expect(FlorenceModel(.tiny(vocabularySize: 1200)).parameterCount == 343_040)
    var padded = FlorenceConfiguration.base
    padded.text.vocabularySize = 51_328
    #expect(FlorenceModel(padded).parameterCount == 231_443_968)
  }

  @Test func imageSizes() throws {
    let vision = FlorenceConfiguration.base.vision
    #expect(vision.mapExtent(imageExtent: 768) == 24)
    #expect(vision.imageTokens(imageExtent: 768) == 577)
    #expect(vision.mapExtent(imageExtent: 770) == 25)
    #expect(vision.mapExtent(imageExtent: 0) == 0)
  }
}
