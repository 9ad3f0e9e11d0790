import Essentials
import Foundation
import Layers
import LoRA
import SystemPackage
import Tensors
import TestSupport
import Testing

/// Adapters that begin from the weights, against PEFT's.
@Suite struct WeightDecompositionTests {
  static let cases = ["pissa", "olora", "pissa_niter_256"].flatMap { [$0, $0 + "-plain"] } + ["pissa-patterns"]

  private func adapted(_ name: String) throws -> (model: SmallModel, adaptation: LowRankAdaptation) {
    let model = try SmallModel()
    let decomposition = WeightDecomposition(name: String(name.prefix { $0 != "-" }))
    var configuration = LoRAConfiguration(
      rank: 4, alpha: 6, dropout: 0, usesRSLoRA: !name.contains("-"), decomposition: decomposition,
      targetModules: .names(["q_proj", "fc1", "fc2"]))
    if name.hasSuffix("-patterns") {
      configuration.rankPattern = ["fc2": 2, "layers.1.q_proj": 6]
      configuration.alphaPattern = [".*[.]fc[12]": 9, "fc2": 3]
    }
    return (model, try LowRankAdaptation(configuration, of: model, seed: 3))
  }

  private func folder(_ name: String) -> FilePath { Fixture.folder("lora-initial").appending(name) }

  /// scaling · B A of an adapter.
  private func scaledProduct(_ adapter: LowRankAdapter) -> Tensor {
    Tensor(
      product(adapter.up.value, adapter.down.value).values.map { $0 * Float(adapter.scaling) },
      shape: [adapter.up.shape[0], adapter.down.shape[1]])
  }

  private func withFolder(_ body: (FilePath) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("adapters-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(FilePath(path))
  }

  @Test(arguments: cases) func factorsAndWhatIsLeftAreThoseOfPEFT(_ name: String) throws {
    let (model, adaptation) = try adapted(name)
    let expected = try Fixture.tensors("lora-initial", name)
    #expect(adaptation.modules.count == 6)
    let tolerance: Float = 1e-5
    for module in adaptation.modules {
      let product = scaledProduct(module.adapter)
      #expect(difference(product, try expected.tensor("product/" + module.name), relative: tolerance, absolute: tolerance) == nil)
      let base = try #require(model.namedParameters.first { $0.name == module.name + ".weight" }).parameter
      #expect(!base.isTrainable)
      #expect(difference(base.value, try expected.tensor("base/" + module.name), relative: tolerance, absolute: tolerance) == nil)
    }
    #expect(difference(try model.logits(), try SmallModel().logits(), relative: 1e-5, absolute: 1e-5) == nil)
    scale(adaptation)
    #expect(difference(try model.logits(), try expected.tensor("logits"), relative: tolerance * 10, absolute: tolerance) == nil)
  }

  /// What few power iterations leave depends on the seed; over many seeds it is what as many leave in PEFT, not one more or less.
  @Test(arguments: 0...2) func fewIterationsLeaveAsMuchAsThoseOfPEFT(_ count: Int) throws {
    let model = try SmallModel()
    let expected = try Fixture.tensors("lora-initial", "iterations")
    let configuration = LoRAConfiguration(
      rank: 4, alpha: 6, decomposition: .pissaIterations(count), targetModules: .names(["q_proj", "fc1", "fc2"]))
    var sums: [String: Double] = [:]
    let seeds = 500
    for seed in 0..<seeds {
      let adaptation = try LowRankAdaptation(configuration, of: model, seed: UInt64(seed))
      let weights = Dictionary(uniqueKeysWithValues: model.namedParameters.map { ($0.name, $0.parameter.value) })
      for module in adaptation.modules {
        let left = try #require(weights[module.name + ".weight"])
        sums[module.name, default: 0] += left.values.reduce(0) { $0 + Double($1) * Double($1) }
      }
      adaptation.remove()
    }
    #expect(sums.count == 6)
    for (name, sum) in sums {
      let mean = Double(try expected.tensor("mean/\(count)/" + name).values[0])
      let deviation = Double(try expected.tensor("deviation/\(count)/" + name).values[0])
      // Five standard errors.
      #expect(abs(sum / Double(seeds) - mean) < 5 * deviation / Double(seeds).squareRoot(), "\(name)")
    }
  }

  private func scale(_ adaptation: LowRankAdaptation) {
    for module in adaptation.modules {
      module.adapter.down.value = Tensor(module.adapter.down.value.values.map { $0 * 1.5 }, shape: module.adapter.down.shape)
    }
  }

  /// Trained adapters, saved and read onto the model's own weights, compute the same; and so do those that PEFT converted.
  @Test(arguments: cases) func convertedAdaptersLoadBack(_ name: String) throws {
    let (model, adaptation) = try adapted(name)
    scale(adaptation)
    let logits = try model.logits()
    try withFolder { folder in
      try adaptation.write(to: folder, naming: .walk, origin: AdapterOrigin(taskType: "CAUSAL_LM"))
      let fresh = try SmallModel()
      let read = try LowRankAdaptation.read(folder, onto: fresh, namings: [.walk]).adaptation
      #expect(difference(try fresh.logits(), logits, relative: 1e-5, absolute: 1e-5) == nil)
      #expect(read.configuration.rank == 8 && read.configuration.decomposition == nil && read.configuration.initialization == .kaiming)
      #expect(abs(read.configuration.scaling - adaptation.configuration.scaling) < 1e-12)
      // The settings are those that PEFT writes.
      let theirs = try LowRankAdaptation.configuration(of: self.folder(name))
      #expect(theirs.rank == 8 && abs(theirs.alpha - read.configuration.alpha) < 1e-12 && theirs.initialization == .kaiming)
    }
    let converted = try SmallModel()
    let theirs = try LowRankAdaptation.read(folder(name), onto: converted, namings: [.walk]).adaptation
    #expect(difference(try converted.logits(), logits, relative: 1e-4, absolute: 1e-5) == nil)
    #expect(theirs.modules.map(\.rank) == adaptation.modules.map { 2 * $0.rank })
    for (their, own) in zip(theirs.modules, adaptation.modules) { #expect(abs(their.adapter.scaling - own.adapter.scaling) < 1e-12) }
  }

  /// Adapters that PEFT saved without converting them: they belong to what is left of the weights, which their file does not hold.
  @Test(arguments: cases.filter { !$0.contains("niter") }) func adaptersForWhatIsLeftAreRead(_ name: String) throws {
    let model = try SmallModel()
    let adaptation = try LowRankAdaptation.read(folder(name + "-as-trained"), onto: model, namings: [.walk]).adaptation
    let logits = try Fixture.tensors("lora-initial", name).tensor("logits")
    #expect(difference(try model.logits(), logits, relative: 1e-4, absolute: 1e-5) == nil)
    try withFolder { folder in
      try adaptation.write(to: folder, naming: .walk, origin: AdapterOrigin())
      let fresh = try SmallModel()
      _ = try LowRankAdaptation.read(folder, onto: fresh, namings: [.walk])
      #expect(difference(try fresh.logits(), logits, relative: 1e-4, absolute: 1e-5) == nil)
    }
    adaptation.remove()
    #expect(difference(try model.logits(), try SmallModel().logits(), relative: 0, absolute: 0) == nil)
  }

  @Test(arguments: ["pissa", "olora", "pissa_niter_256"]) func takingOffGivesTheWeightsBack(_ name: String) throws {
    let plain = try SmallModel()
    let (model, adaptation) = try adapted(name)
    let begun = try model.logits()
    adaptation.remove()
    for (own, other) in zip(plain.namedParameters, model.namedParameters) {
      #expect(own.name == other.name && difference(own.parameter.value, other.parameter.value, relative: 0, absolute: 0) == nil)
    }
    adaptation.attach(to: model)
    #expect(difference(try model.logits(), begun, relative: 0, absolute: 0) == nil)
    adaptation.merge()
    #expect(difference(try model.logits(), try plain.logits(), relative: 1e-5, absolute: 1e-5) == nil)
    adaptation.unmerge()
    #expect(difference(try model.logits(), begun, relative: 0, absolute: 0) == nil)
    // The same seed begins the same.
    #expect(difference(try adapted(name).model.logits(), begun, relative: 0, absolute: 0) == nil)
  }

  /// A weight that is shared stays what it is where nothing is adapted.
  @Test func aTiedWeightIsChangedInOnePlaceAlone() throws {
    let model = try SmallModel()
    let before = model.shared.weight.value.copy()
    let plain = try model.logits()
    let configuration = LoRAConfiguration(rank: 4, decomposition: .pissa, targetModules: .names(["lm_head"]))
    let adaptation = try LowRankAdaptation(configuration, of: model, seed: 1)
    #expect(difference(model.shared.weight.value, before, relative: 0, absolute: 0) == nil)
    #expect(difference(try model.logits(), plain, relative: 1e-5, absolute: 1e-5) == nil)
    #expect(adaptation.counts.all == (try SmallModel().parameterCount) + 4 * (12 + 17))
    adaptation.remove()
    #expect(model.head.weight === model.shared.weight)
  }

  @Test func ranksThatWeightsDoNotHaveAreRefused() throws {
    let model = try SmallModel()
    let configuration = LoRAConfiguration(rank: 13, decomposition: .olora, targetModules: .names(["q_proj", "fc2"]))
    let error = #expect(throws: LoRAError.self) { try LowRankAdaptation(configuration, of: model, seed: 1) }
    #expect(error?.diagnostics.first?.message.hasPrefix("r is 13, and encoder.layers.0.q_proj and 3 more have fewer rows") == true)
    #expect(model.namedLinears.allSatisfy { $0.linear.adapter == nil })
  }

  @Test func weightsThatAreNoNumbersAreRefused() throws {
    let model = try SmallModel()
    let weight = model.blocks[1].query.weight
    weight.value = Tensor(repeating: .nan, shape: weight.shape)
    let first = model.blocks[0].query.weight
    for decomposition in [WeightDecomposition.pissa, .olora, .pissaIterations(2)] {
      let configuration = LoRAConfiguration(rank: 4, decomposition: decomposition, targetModules: .names(["q_proj"]))
      let error = #expect(throws: LoRAError.self) { try LowRankAdaptation(configuration, of: model, seed: 1) }
      #expect(error?.diagnostics.first?.message.contains("encoder.layers.1.q_proj cannot be decomposed") == true)
      #expect(model.blocks[0].query.weight === first && model.blocks[0].query.adapter == nil)
    }
  }

  @Test(arguments: [("PiSSA", "pissa"), ("olora", "olora"), ("pissa_niter_0", "pissa_niter_0"), ("pissa_niter_16", "pissa_niter_16")])
  func namesAreRead(_ name: String, _ expected: String) { #expect(WeightDecomposition(name: name)?.name == expected) }

  @Test(arguments: ["", "pissa_niter_", "pissa_niter_x", "pissa_niter_-1", "loftq", "gaussian"])
  func whatIsNoName(_ name: String) { #expect(WeightDecomposition(name: name) == nil) }
}
