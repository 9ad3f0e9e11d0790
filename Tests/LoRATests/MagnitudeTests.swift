import Essentials
import Layers
import LoRA
import Tensors
import TestSupport
import Testing

/// Weight-decomposed adapters (DoRA) against PEFT's; what they compute, their gradients and what they are merged to is in `ReferenceTests`.
@Suite struct MagnitudeTests {
  private static func configuration(_ decomposition: WeightDecomposition? = nil) -> LoRAConfiguration {
    var configuration = LoRAConfiguration(
      rank: 4, alpha: 6, dropout: 0, usesRSLoRA: false, decomposition: decomposition, targetModules: .names(["q_proj", "fc2"]))
    configuration.usesDoRA = true
    return configuration
  }

  @Test(arguments: ["zero", "pissa"]) func rowsBeginWithTheLengthsOfPEFT(_ name: String) throws {
    let model = try SmallModel()
    let adaptation = try LowRankAdaptation(Self.configuration(WeightDecomposition(name: name)), of: model, seed: 1)
    let expected = try Fixture.tensors("dora", "beginning")
    #expect(adaptation.modules.count == 4)
    for module in adaptation.modules {
      let magnitude = try #require(module.adapter.magnitude)
      #expect(magnitude.isTrainable)
      #expect(difference(magnitude.value, try expected.tensor("\(name)/\(module.name)"), relative: 1e-5, absolute: 1e-5) == nil)
    }
    // The model begins as it was.
    #expect(difference(try model.logits(), try SmallModel().logits(), relative: 1e-5, absolute: 1e-5) == nil)
  }

  /// Five steps of AdamW with PEFT's dropouts drawing this program's masks.
  @Test func stepsAreThoseOfPEFT() throws {
    let model = try SmallModel()
    let folder = Fixture.folder("dora").appending("start")
    let adaptation = try LowRankAdaptation.read(folder, onto: model, namings: [.walk]).adaptation
    adaptation.dropout = 0.3
    let expected = try Fixture.tensors("dora", "steps")
    let parameters = model.uniqueParameters.filter(\.parameter.isTrainable)
    #expect(parameters.count == 7 * 3 + 6)
    var (first, second) = (parameters.map { Tensor.zeros($0.parameter.shape) }, parameters.map { Tensor.zeros($0.parameter.shape) })
    for step in 1...5 {
      let randomness = ForwardPass.Randomness(seed: 0x0123_4567_89AB_CDEF, epoch: 3, samples: [5, 11])
      let pass = ForwardPass(tape: Tape(), randomness: randomness)
      let loss = try model.loss(pass)
      #expect(difference(loss.detached, try expected.tensor("loss/\(step)"), relative: 1e-5) == nil, "step \(step)")
      pass.backward(loss)
      for (index, (name, parameter)) in parameters.enumerated() {
        let gradient = try #require(parameter.gradient, "\(name)")
        parameter.gradient = nil
        parameter.value = OptimizerKernels.adam(
          parameter.value, gradient: gradient, factor: 1, first: &first[index], second: &second[index], step: step,
          learningRate: 0.02, weightDecay: 0.01, decoupledDecay: true)
        let key = try #require(
          expected.names.first { $0.hasPrefix("after/\(step)/") && $0.replacing("base_layer.", with: "").hasSuffix("." + name) }, "\(name)")
        #expect(difference(parameter.value, try expected.tensor(key), relative: 1e-4, absolute: 1e-5) == nil, "\(name) after step \(step)")
      }
    }
    #expect(difference(try model.logits(), try expected.tensor("logits"), relative: 1e-4, absolute: 1e-4) == nil)
  }

  @Test func mergingAndBack() throws {
    let (model, adaptation) = try SmallModel.adapted(by: "dora_original")
    let before = try model.logits()
    adaptation.merge()
    #expect(model.namedLinears.allSatisfy { $0.linear.adapter == nil })
    #expect(difference(try model.logits(), before, relative: 1e-5, absolute: 1e-5) == nil)
    adaptation.unmerge()
    #expect(difference(try model.logits(), before, relative: 0, absolute: 0) == nil)
    adaptation.remove()
    #expect(difference(try model.logits(), try SmallModel().logits(), relative: 0, absolute: 0) == nil)
    adaptation.attach(to: model)
    #expect(adaptation.modules.allSatisfy { $0.adapter.magnitude?.isTrainable == true })
    #expect(difference(try model.logits(), before, relative: 0, absolute: 0) == nil)
  }

  /// Lengths are remembered between passes, and must follow A and B.
  @Test func lengthsFollowTheWeights() throws {
    let (model, adaptation) = try SmallModel.adapted(by: "dora")
    let before = try model.logits()
    let adapter = adaptation.modules[0].adapter
    let old = adapter.down.value
    adapter.down.value = old.scaled(by: 3)
    let changed = try model.logits()
    #expect(difference(changed, before, relative: 1e-3) != nil)
    #expect(difference(try copied(adaptation).logits(), changed, relative: 0, absolute: 0) == nil)
    adapter.down.value = old
    #expect(difference(try model.logits(), before, relative: 0, absolute: 0) == nil)
  }

  /// Adapters that began from the weights are saved for the model's own, and the rows keep their lengths.
  @Test(arguments: [WeightDecomposition.pissa, .olora]) func convertedAdaptersLoadBack(_ decomposition: WeightDecomposition) throws {
    let model = try SmallModel()
    let adaptation = try LowRankAdaptation(Self.configuration(decomposition), of: model, seed: 1)
    for module in adaptation.modules {
      module.adapter.down.value = module.adapter.down.value.scaled(by: 1.4)
      let magnitude = try #require(module.adapter.magnitude)
      magnitude.value = magnitude.value.scaled(by: 0.8)
    }
    let logits = try model.logits()
    #expect(difference(try copied(adaptation).logits(), logits, relative: 1e-5, absolute: 1e-5) == nil)
  }

  /// A fresh model with the adapters, written and read.
  private func copied(_ adaptation: LowRankAdaptation) throws -> SmallModel {
    let folder = try TestFolder()
    try adaptation.write(to: folder.path, naming: .walk, origin: AdapterOrigin())
    let model = try SmallModel()
    _ = try LowRankAdaptation.read(folder.path, onto: model, namings: [.walk])
    return model
  }
}
