import Florence
import Layers
import Tensors
import Testing

@Suite struct ModelLimitTests {
  @Test func images() throws {
    let model = try TinyFlorence.model()
    #expect(throws: ModelLimit.imageNotSquare(width: 64, height: 96)) { try model.imageFeatures(.zeros([1, 96, 64, 3]), ForwardPass()) }
    #expect(throws: ModelLimit.imageSize(extent: 256, side: 8, limit: 7)) {
      try model.imageFeatures(.zeros([1, 256, 256, 3]), ForwardPass())
    }
    #expect(throws: ModelLimit.stageInput(stage: 0, extent: 0, patchSize: 7, patchPadding: 3, imageExtent: 0)) {
      try model.checkImage(width: 0, height: 0)
    }
    #expect(throws: ModelLimit.imageExtent(.max, limit: 4096)) { try model.checkImage(width: .max, height: .max) }
    #expect(try model.imageFeatures(.zeros([1, 1, 1, 3]), ForwardPass()).shape == [1, 2, 16])
    #expect(try model.imageFeatures(.zeros([1, 63, 62, 3]), ForwardPass()).shape == [1, 5, 16])
  }

  /// A map that shrinks to nothing on the way, though the last convolution's padding would make something of it again.
  @Test func stagesThatTheImageDoesNotReach() throws {
    var configuration = FlorenceConfiguration.tiny(vocabularySize: 1200)
    for index in 1...2 { configuration.vision.stages[index].patchPadding = 0 }
    let model = FlorenceModel(configuration)
    #expect(throws: ModelLimit.stageInput(stage: 2, extent: 1, patchSize: 3, patchPadding: 0, imageExtent: 16)) {
      try model.checkImage(width: 16, height: 16)
    }
    try model.checkImage(width: 64, height: 64)
  }

  @Test func mapsOfGigabytes() throws {
    var configuration = FlorenceConfiguration.tiny(vocabularySize: 1200)
    for index in 0...2 { configuration.vision.stages[index].patchStride = 1 }
    configuration.vision.stages[3].patchStride = 64
    configuration.vision.maximumPositions = 64
    let model = FlorenceModel(configuration)
    #expect(throws: ModelLimit.mapTooLarge(stage: 1, extent: 4096, channels: 64, imageExtent: 4096)) {
      try model.checkImage(width: 4096, height: 4096)
    }
  }

  @Test func tokens() throws {
    let model = try TinyFlorence.model()
    let features = Tensor.zeros([1, 5, 16])
    func encode(_ prompt: [Int32]) throws -> Encoding {
      try model.encode(features, prompts: TokenBatch([prompt], paddingID: 1), ForwardPass())
    }
    func logits(_ label: [Int32]) throws { _ = try model.logits(encode([0, 2]), labels: TokenBatch([label], paddingID: 1), ForwardPass()) }
    #expect(try encode(Array(repeating: 4, count: 35)).lengths == [40])
    #expect(throws: ModelLimit.prompt(tokens: 36, imageTokens: 5, limit: 40)) { try encode(Array(repeating: 4, count: 36)) }
    #expect(throws: ModelLimit.token(id: 120, vocabularySize: 120)) { try encode([0, 120, 2]) }
    #expect(throws: ModelLimit.token(id: -100, vocabularySize: 120)) { try logits([0, -100, 2]) }
    #expect(throws: ModelLimit.answer(tokens: 41, limit: 40)) { try logits(Array(repeating: 4, count: 41)) }
    try logits(Array(repeating: 4, count: 40))
  }

  @Test func remedies() {
    for limit in [
      ModelLimit.imageNotSquare(width: 1, height: 2), .imageSize(extent: 999, side: 8, limit: 7), .imageExtent(9999, limit: 4096),
      .stageInput(stage: 1, extent: 2, patchSize: 3, patchPadding: 0, imageExtent: 8),
      .mapTooLarge(stage: 0, extent: 4096, channels: 512, imageExtent: 4096),
      .prompt(tokens: 9, imageTokens: 9, limit: 7),
      .answer(tokens: 9, limit: 7), .token(id: 9, vocabularySize: 7),
    ] {
      #expect(limit.diagnostics.count == 1 && limit.diagnostics[0].hint != nil)
    }
  }
}
