import Florence
import Layers
import Tensors
import TestSupport
import Testing

@Suite struct FlorenceModelTests {
  /// 64 pixels give maps of 16, 8, 4 and 2 places, none a multiple of the window of 3; 96 pixels give 24, 12, 6 and 3, all of them.
  @Test(arguments: [64, 80, 96]) func imageFeatures(extent: Int) throws {
    let model = try TinyFlorence.model()
    let features = try model.imageFeatures(TinyFlorence.pixels(batch: 2, extent: extent, salt: extent), ForwardPass())
    let expected = try TinyFlorence.reference().tensor("features\(extent)")
    #expect(features.shape == [2, model.configuration.vision.imageTokens(imageExtent: extent), 16])
    #expect(difference(features, expected, relative: 1e-5) == nil)
  }

  @Test func encoderStates() throws {
    let model = try TinyFlorence.model()
    let pass = ForwardPass()
    let features = try model.imageFeatures(TinyFlorence.pixels(batch: 2, extent: 64, salt: 1), pass)
    let encoding = try model.encode(features, prompts: TinyFlorence.prompts, pass)
    #expect(encoding.lengths == [11, 8])
    #expect(difference(encoding.states, try TinyFlorence.reference().tensor("encoder"), relative: 1e-5) == nil)
  }

  @Test func logits() throws {
    let logits = try TinyFlorence.logits(TinyFlorence.model())
    #expect(difference(logits, try TinyFlorence.reference().tensor("logits"), relative: 1e-5) == nil)
  }

  @Test func scaledEmbedding() throws {
    var configuration = try TinyFlorence.model().configuration
    configuration.text.scalesEmbedding = true
    let logits = try TinyFlorence.withTemporaryFolder { folder in
      try TinyFlorence.copyWeights(to: folder)
      try configuration.write(to: folder.appending("config.json"))
      return try TinyFlorence.logits(FlorenceModel(checkpoint: folder))
    }
    #expect(difference(logits, try TinyFlorence.reference("scaled").tensor("logits"), relative: 1e-5) == nil)
  }

  @Test(arguments: [(false, 11, "loss"), (true, 14, "loss_on_padding")])
  func loss(countsPadding: Bool, tokens: Int, name: String) throws {
    let model = try TinyFlorence.model()
    let loss = model.loss(logits: try TinyFlorence.logits(model), labels: TinyFlorence.labels, countsPadding: countsPadding)
    #expect(loss.tokens == tokens)
    let mean = loss.sum.scalar / Float(loss.tokens)
    #expect(difference([mean], try TinyFlorence.reference().tensor(name).values, relative: 1e-6) == nil)
  }

  /// The whole step in training mode without dropout: the gradient of every parameter, tied ones with all their parts.
  @Test func everyGradient() throws {
    let model = try TinyFlorence.model()
    model.setTrainable { _ in true }
    model.dropouts.setAll(0)
    let pass = ForwardPass(tape: Tape(), randomness: .init(seed: 1, epoch: 0, samples: [0, 1]))
    let features = try model.imageFeatures(TinyFlorence.pixels(batch: 2, extent: 64, salt: 1), pass)
    let loss = try model.loss(features: features, prompts: TinyFlorence.prompts, labels: TinyFlorence.labels, pass)
    pass.backward(loss.sum, scale: 1 / Float(loss.tokens))

    let expected = try TinyFlorence.reference("gradients")
    #expect(Set(model.uniqueParameters.map(\.name)) == Set(expected.names))
    for (name, parameter) in model.uniqueParameters {
      let gradient = try #require(parameter.gradient, "\(name) has no gradient")
      let fault = difference(gradient, try expected.tensor(name), relative: 1e-4, absolute: 1e-6)
      #expect(fault == nil, "\(name)")
    }
  }

  /// What the image tower does not train must not reach it: features of a pass of their own give the same loss.
  @Test func keptFeatures() throws {
    let model = try TinyFlorence.model()
    let features = try model.imageFeatures(TinyFlorence.pixels(batch: 2, extent: 64, salt: 1), ForwardPass())
    model.setTrainable { $0.hasPrefix("model.language_model") }
    model.dropouts.setAll(0)
    let pass = ForwardPass(tape: Tape(), randomness: .init(seed: 1, epoch: 0, samples: [0, 1]))
    let loss = try model.loss(features: features, prompts: TinyFlorence.prompts, labels: TinyFlorence.labels, pass)
    pass.backward(loss.sum, scale: 1 / Float(loss.tokens))
    let expected = try TinyFlorence.reference("gradients")
    for (name, parameter) in model.uniqueParameters {
      #expect((parameter.gradient != nil) == name.hasPrefix("model.language_model"), "\(name)")
      guard let gradient = parameter.gradient else { continue }
      #expect(difference(gradient, try expected.tensor(name), relative: 1e-4, absolute: 1e-6) == nil, "\(name)")
    }
  }

  /// A sample's result does not depend on its batch mates' padding.
  @Test func paddingIsNeverSeen() throws {
    let model = try TinyFlorence.model()
    let pass = ForwardPass()
    let features = try model.imageFeatures(TinyFlorence.pixels(batch: 2, extent: 64, salt: 1), pass)
    let together = try TinyFlorence.logits(model)
    let alone = try model.logits(
      model.encode(features.gathered([1]), prompts: TokenBatch([[0, 8, 2]], paddingID: 1), pass),
      labels: TokenBatch([[0, 14, 15, 16, 17, 18, 2]], paddingID: 1), pass)
    #expect(difference(alone, together.gathered([1]), relative: 1e-5) == nil)
  }

  @Test func scoreBiasIsAdded() throws {
    let bias = (0..<120).map { Float($0 % 7) }
    try TinyFlorence.changed(.microsoft) { tensors in
      tensors["language_model.final_logits_bias"] = Tensor(bias, shape: [1, 120])
    } _: { folder in
      let logits = try TinyFlorence.logits(FlorenceModel(checkpoint: folder))
      let expected = try TinyFlorence.reference().tensor("logits")
      let shifted = expected.values.enumerated().map { $0.element + bias[$0.offset % 120] }
      #expect(difference(logits.values, shifted, relative: 1e-5) == nil)
    }
  }
}
