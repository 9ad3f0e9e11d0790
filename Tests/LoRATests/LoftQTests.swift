import Layers
import LoRA
import Tensors
import TestSupport
import Testing

/// Adapters that LoftQ begins, against PEFT's with bitsandbytes.
@Suite struct LoftQTests {
  static let cases = [(4, 1), (4, 3), (8, 1), (8, 2)]

  @Test(arguments: 0..<5) func weightsAreRoundedAsBitsandbytesDoes(_ index: Int) throws {
    let file = try Fixture.tensors("loftq", "rounded")
    let weight = try file.tensor("weight/\(index)")
    for bits in [4, 8] {
      let rounded = try #require(LoftQ(bits: bits)).rounded(weight)
      #expect(difference(rounded, try file.tensor("\(bits)/\(index)"), relative: 1e-6, absolute: 1e-6) == nil, "\(bits) bits")
    }
  }

  @Test func roundsHaveABound() {
    #expect(LoftQ(iterations: LoftQ.iterationLimit) != nil)
    for iterations in [0, LoftQ.iterationLimit + 1, .max] { #expect(LoftQ(iterations: iterations) == nil) }
  }

  @Test func rowsOfZerosStayZeros() throws {
    for bits in [4, 8] { #expect(try #require(LoftQ(bits: bits)).rounded(.zeros([2, 80])).values.allSatisfy { $0 == 0 }) }
  }

  @Test(arguments: cases) func factorsAndRoundedWeightsAreThoseOfPEFT(_ bits: Int, _ iterations: Int) throws {
    let model = try SmallModel()
    let expected = try Fixture.tensors("loftq", "\(bits)-\(iterations)")
    let adaptation = try LowRankAdaptation(
      LoRAConfiguration(
        rank: 4, alpha: 6, dropout: 0, usesRSLoRA: false, initialization: .kaiming,
        decomposition: .loftq(try #require(LoftQ(bits: bits, iterations: iterations))),
        targetModules: .names(["fc1", "fc2", "q_proj"])), of: model, seed: 1)
    #expect(adaptation.modules.count == 6)
    for module in adaptation.modules {
      let made = product(module.adapter.up.value, module.adapter.down.value)
      #expect(difference(made, try expected.tensor("product/" + module.name), relative: 1e-5, absolute: 1e-5) == nil, "\(module.name)")
      let base = try #require(model.namedParameters.first { $0.name == module.name + ".weight" }).parameter.value
      #expect(difference(base, try expected.tensor("base/" + module.name), relative: 1e-6, absolute: 1e-6) == nil, "\(module.name)")
      module.adapter.down.value = module.adapter.down.value.scaled(by: 1.5)
    }
    let logits = try model.logits()
    #expect(difference(logits, try expected.tensor("logits"), relative: 1e-4, absolute: 1e-5) == nil)

    // PEFT's folder, and ours of the same adapters.
    let name = "\(bits)-\(iterations)"
    let reader = try SmallModel()
    let read = try LowRankAdaptation.read(Fixture.folder("loftq").appending(name), onto: reader, namings: [.walk]).adaptation
    #expect(difference(try reader.logits(), try expected.tensor("logits"), relative: 1e-4, absolute: 1e-5) == nil)
    #expect(read.configuration == adaptation.configuration)
    let folder = try TestFolder()
    try adaptation.write(to: folder.path, naming: .walk, origin: AdapterOrigin())
    let copy = try SmallModel()
    _ = try LowRankAdaptation.read(folder.path, onto: copy, namings: [.walk])
    #expect(difference(try copy.logits(), logits, relative: 0, absolute: 0) == nil)

    adaptation.merge()
    #expect(difference(try model.logits(), logits, relative: 1e-5, absolute: 1e-5) == nil)
    adaptation.remove()
    #expect(difference(try model.logits(), try SmallModel().logits(), relative: 0, absolute: 0) == nil)
  }

  /// PEFT rounds the weight that a head shares with the embedding for both; in Microsoft's code the head has one of its own.
  @Test(arguments: [true, false]) func aTiedHeadIsRoundedWithItsEmbedding(_ isTied: Bool) throws {
    let naming = isTied ? ModuleNaming.walk : SmallModel.original
    let settings = try #require(LoftQ(bits: 4))
    let model = try SmallModel()
    let (plain, own) = (try model.logits(), model.shared.weight.value.copy())
    let adaptation = try LowRankAdaptation(
      LoRAConfiguration(rank: 3, alpha: 6, dropout: 0, decomposition: .loftq(settings), targetModules: .names(["fc1", "lm_head"])),
      of: model,
      seed: 1, aliases: [naming])
    let rounded = settings.rounded(own)
    #expect(difference(model.head.weight.value, rounded, relative: 0, absolute: 0) == nil)
    #expect(difference(model.shared.weight.value, isTied ? rounded : own, relative: 0, absolute: 0) == nil)
    let trained = try #require(adaptation.modules.last).adapter.down
    trained.value = trained.value.scaled(by: 1.5)
    let logits = try model.logits()

    // The weight is found again by the settings: it need not be in the file.
    let folder = try TestFolder()
    try adaptation.write(to: folder.path, naming: naming, origin: AdapterOrigin())
    #expect(try SafeTensorsFile(folder.appending("adapter_model.safetensors")).names.count == 6)
    let copy = try SmallModel()
    let read = try LowRankAdaptation.read(folder.path, onto: copy, namings: [naming]).adaptation
    #expect(read.foreignWeights.isEmpty)
    #expect(difference(try copy.logits(), logits, relative: 0, absolute: 0) == nil)

    try model.expectMerging(adaptation, adapted: logits, plain: plain)
  }

  @Test func otherNumbersOfBitsAreNone() {
    for bits in [0, 2, 5, 16] { #expect(LoftQ(bits: bits) == nil) }
    #expect(LoftQ(iterations: 0) == nil)
  }
}
