import FineTuning
import Florence
import Layers
import Tensors
import TestSupport
import Testing

/// The bundled model gives the scores that transformers gives with the same files. (Not the same tokens always: labels shared among
/// neighbouring places leave near-ties.)
@Suite struct BundledModelLogitsTests {
  @Test(arguments: 0..<3) func logits(sample: Int) throws {
    var configuration = Configuration()
    configuration.modelID = LoadedModel.bundled
    let opened = try LoadedModel.open(configuration)
    let reference = try Fixture.tensors("nano", "logits")
    let pixels = try reference.tensor("\(sample)/pixel_values")
    let extent = pixels.shape[1]
    #expect(extent == opened.imageExtent)
    let channelsLast = (0..<extent * extent * 3).map { pixels.values[$0 % 3 * extent * extent + $0 / 3] }
    func tokens(_ name: String) throws -> TokenBatch {
      TokenBatch([try reference.integers("\(sample)/\(name)").map { Int32($0) }], paddingID: 1)
    }

    let pass = ForwardPass()
    let features = try opened.model.imageFeatures(Tensor(channelsLast, shape: [1, extent, extent, 3]), pass)
    let encoding = try opened.model.encode(features, prompts: tokens("input_ids"), pass)
    let logits = try opened.model.logits(encoding, labels: tokens("labels"), pass)
    let expected = try reference.tensor("\(sample)/logits")
    #expect(difference(logits.values, expected.values, relative: 1e-5) == nil)
  }
}
