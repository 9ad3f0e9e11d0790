import Florence
import Layers
import Tensors
import TestSupport
import Testing

@Suite struct TrainingModeTests {
  private func logits(_ model: FlorenceModel, seed: UInt64 = 1, epoch: UInt32 = 0, samples: [UInt32] = [3, 8]) throws -> Tensor {
    let pass = ForwardPass(randomness: .init(seed: seed, epoch: epoch, samples: samples))
    let features = try model.imageFeatures(TinyFlorence.pixels(batch: 2, extent: 64, salt: 1), pass)
    return try model.logits(model.encode(features, prompts: TinyFlorence.prompts, pass), labels: TinyFlorence.labels, pass)
  }

  @Test func withoutDropoutItIsEvaluation() throws {
    let model = try TinyFlorence.model()
    #expect(
      model.dropouts.hidden == 0.1 && model.dropouts.attention == 0.1 && model.dropouts.activation == 0.1 && model.dropouts.dropPath == 0.1)
    model.dropouts.setAll(0)
    #expect(try logits(model).values == TinyFlorence.logits(model).values)
  }

  /// Each of them does something of its own, live, and the same again for the same numbers.
  @Test func everyDropoutCounts() throws {
    let model = try TinyFlorence.model()
    model.dropouts.setAll(0)
    var seen: [[Float]] = [try logits(model).values]
    for path in [\DropoutRates.hidden, \.attention, \.activation, \.dropPath] {
      model.dropouts[keyPath: path] = 0.5
      let values = try logits(model).values
      #expect(!seen.contains(values))
      #expect(try logits(model).values == values)
      seen.append(values)
      model.dropouts[keyPath: path] = 0
    }
    #expect(try logits(model).values == seen[0])
  }

  @Test func masksFollowTheirKey() throws {
    let model = try TinyFlorence.model()
    let first = try logits(model).values
    #expect(try logits(model, seed: 2).values != first)
    #expect(try logits(model, epoch: 1).values != first)
    #expect(try logits(model, samples: [3, 9]).values != first)
    // A sample's masks are its own, whoever is beside it.
    let other = try logits(model, samples: [4, 8])
    #expect(Array(other.values[(7 * 120)...]) == Array(first[(7 * 120)...]))
  }

  /// Two drop paths a block; after both embeddings, three in an encoder's and five in a decoder's layer besides the activations'.
  @Test func dropoutsAreWhereTransformersHasThem() throws {
    func next(_ pass: ForwardPass) -> Int { pass.dropout(0.5).map { Int($0.place) } ?? -1 }
    let model = try TinyFlorence.model()
    let pass = ForwardPass(randomness: .init(seed: 1, epoch: 0, samples: [0, 1]))
    let features = try model.imageFeatures(TinyFlorence.pixels(batch: 2, extent: 64, salt: 1), pass)
    #expect(next(pass) == 2 * 10)
    let encoding = try model.encode(features, prompts: TinyFlorence.prompts, pass)
    #expect(next(pass) == 21 + 1 + 2 * 4)
    _ = try model.logits(encoding, labels: TinyFlorence.labels, pass)
    #expect(next(pass) == 31 + 1 + 2 * 6)
  }

  /// torch.linspace(0, 0.1, 10).
  @Test func dropPathRatesLieOnALine() throws {
    let model = try TinyFlorence.model()
    #expect(difference(model.dropPathRates.map { Float($0) }, (0..<10).map { 0.1 * Float($0) / 9 }) == nil)
    model.dropouts.dropPath = 0.9
    #expect(difference(model.dropPathRates.map { Float($0) }, (0..<10).map { 0.1 * Float($0) }) == nil)
  }

  @Test func imageFeaturesKnowNoOtherDropout() throws {
    let model = try TinyFlorence.model()
    model.dropouts.setAll(0.5)
    model.dropouts.dropPath = 0
    let pixels = TinyFlorence.pixels(batch: 2, extent: 64, salt: 1)
    let training = try model.imageFeatures(pixels, ForwardPass(randomness: .init(seed: 1, epoch: 0, samples: [0, 1])))
    #expect(training.values == (try model.imageFeatures(pixels, ForwardPass())).values)
  }

  @Test func initialization() throws {
    let model = FlorenceModel(.tiny(vocabularySize: 300))
    model.initialize(seed: 7)
    let again = FlorenceModel(.tiny(vocabularySize: 300))
    again.initialize(seed: 7)
    let other = FlorenceModel(.tiny(vocabularySize: 300))
    other.initialize(seed: 8)
    for ((name, parameter), ((_, same), (_, different))) in zip(model.uniqueParameters, zip(again.uniqueParameters, other.uniqueParameters))
    {
      let values = parameter.value.values
      #expect(values == same.value.values)
      if name.contains("norm") {
        #expect(Set(values) == [name.hasSuffix("weight") ? 1 : 0])
      } else if name.hasSuffix("bias") {
        #expect(Set(values) == [0])
      } else {
        #expect(values != different.value.values, "\(name)")
        let deviation = (values.reduce(0) { $0 + Double($1) * Double($1) } / Double(values.count)).squareRoot()
        #expect(abs(deviation - 0.02) < 0.02 * 4 / Double(values.count).squareRoot() + 1e-4, "\(name)")
      }
    }
    let table = try #require(model.uniqueParameters.first { $0.name.hasSuffix("shared.weight") }).parameter.value.values
    #expect(Set(table[32..<64]) == [0])
  }
}
