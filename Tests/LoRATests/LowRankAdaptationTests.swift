import Essentials
import Layers
import LoRA
import Tensors
import TestSupport
import Testing

struct LowRankAdaptationTests {
  private static let names = TargetModules.names(["q_proj", "o_proj", "fc2", "lm_head"])

  private static func bits(_ tensor: Tensor) -> [UInt32] { tensor.values.map(\.bitPattern) }

  private static func bits(_ model: SmallModel) -> [[UInt32]] { model.namedParameters.map { bits($0.parameter.value) } }

  @Test func targetsMatchWholeNamesOrEndsAfterADot() throws {
    let adaptation = try LowRankAdaptation(
      LoRAConfiguration(targetModules: .names(["proj", "encoder.layers.0.fc1", "layers.1.fc2", "lm_head", "head"])), of: SmallModel(),
      seed: 1)
    #expect(adaptation.modules.map(\.name) == ["encoder.layers.0.fc1", "encoder.layers.1.fc2", "lm_head"])
    #expect(adaptation.unmatchedTargets == ["proj", "head"])
  }

  @Test func aPatternMatchesWholeNames() throws {
    let adaptation = try LowRankAdaptation(
      LoRAConfiguration(targetModules: .pattern(#"encoder\.layers\.\d\.(q_proj|fc1)"#)), of: SmallModel(), seed: 1)
    #expect(adaptation.modules.count == 4)
    #expect(adaptation.unmatchedTargets.isEmpty)
    #expect(throws: LoRAError.nothingMatches(.pattern("q_proj"), endings: ["fc1", "fc2", "lm_head", "q_proj"])) {
      try LowRankAdaptation(LoRAConfiguration(targetModules: .pattern("q_proj")), of: SmallModel(), seed: 1)
    }
    #expect(throws: LoRAError.targetPattern("(", reason: "a ( has no ) (at character 2)")) {
      try LowRankAdaptation(LoRAConfiguration(targetModules: .pattern("(")), of: SmallModel(), seed: 1)
    }
  }

  @Test func aliasesMatchToo() throws {
    let adaptation = try LowRankAdaptation(
      LoRAConfiguration(targetModules: .names(["text.lm_head"])), of: SmallModel(), seed: 1, aliases: [SmallModel.original])
    #expect(adaptation.modules.map(\.name) == ["lm_head"])
    #expect(adaptation.unmatchedTargets.isEmpty)
  }

  @Test func targetsThatMeanNothingOrOtherLayersAreErrors() throws {
    #expect(throws: LoRAError.nothingMatches(.names(["out_proj"]), endings: ["fc1", "fc2", "lm_head", "q_proj"])) {
      try LowRankAdaptation(LoRAConfiguration(targetModules: .names(["out_proj"])), of: SmallModel(), seed: 1)
    }
    #expect(throws: LoRAError.notProjections(["shared", "encoder.layers.0.norm", "encoder.layers.1.norm"])) {
      try LowRankAdaptation(LoRAConfiguration(targetModules: .names(["q_proj", "norm", "shared"])), of: SmallModel(), seed: 1)
    }
  }

  @Test func settingsOutOfRangeAreToldTogether() throws {
    let configuration = LoRAConfiguration(rank: 0, alpha: .nan, dropout: 1, targetModules: Self.names)
    let error = try #require(throws: LoRAError.self) { try LowRankAdaptation(configuration, of: SmallModel(), seed: 1) }
    #expect(error.diagnostics.map { $0.message.prefix(12) } == ["r is 0, it m", "lora_alpha i", "lora_dropout"])
  }

  @Test(arguments: [LoRAConfiguration.Bias.none, .all, .loraOnly]) func everythingElseIsFrozen(_ bias: LoRAConfiguration.Bias) throws {
    let model = try SmallModel()
    for (_, parameter) in model.namedParameters { parameter.isTrainable = true }
    _ = try LowRankAdaptation(LoRAConfiguration(bias: bias, targetModules: .names(["q_proj", "lm_head"])), of: model, seed: 1)
    let adapters = [0, 1].flatMap { ["encoder.layers.\($0).q_proj.lora_A.weight", "encoder.layers.\($0).q_proj.lora_B.weight"] }
    let own = model.namedParameters.map(\.name)
    let expected =
      switch bias {
      case .none: adapters
      case .all: adapters + own.filter { $0.hasSuffix(".bias") }
      case .loraOnly: adapters + own.filter { $0.hasSuffix("q_proj.bias") }
      }
    let trainable = model.namedParameters.filter(\.parameter.isTrainable).map(\.name)
    #expect(Set(trainable) == Set(expected + ["lm_head.lora_A.weight", "lm_head.lora_B.weight"]))
  }

  @Test func adaptersThatBeginAtZeroChangeNothing() throws {
    let plain = try SmallModel().logits()
    for initialization in [LoRAConfiguration.Initialization.kaiming, .gaussian] {
      let model = try SmallModel()
      _ = try LowRankAdaptation(LoRAConfiguration(initialization: initialization, targetModules: Self.names), of: model, seed: 1)
      #expect(difference(try model.logits(), plain, relative: 0, absolute: 0) == nil)
    }
    let model = try SmallModel()
    _ = try LowRankAdaptation(LoRAConfiguration(initialization: .random, targetModules: Self.names), of: model, seed: 1)
    #expect(difference(try model.logits(), plain, relative: 1e-3) != nil)
  }

  @Test func initialValuesAreDistributedAsPEFTs() throws {
    let rank = 16
    for initialization in LoRAConfiguration.Initialization.allCases {
      let wide = Wide()
      let adaptation = try LowRankAdaptation(
        LoRAConfiguration(rank: rank, initialization: initialization, targetModules: .names(["wide"])), of: wide, seed: 5)
      let adapter = adaptation.modules[0].adapter
      switch initialization {
      case .gaussian:
        expectNormal(adapter.down.value.values, deviation: 1 / Float(rank))
      case .kaiming, .random:
        expectUniform(adapter.down.value.values, bound: 1 / Float(Wide.inputs).squareRoot())
      }
      if initialization == .random {
        expectUniform(adapter.up.value.values, bound: 1 / Float(rank).squareRoot())
      } else {
        #expect(adapter.up.value.values.allSatisfy { $0 == 0 })
      }
    }
  }

  private func moments(_ values: [Float]) -> (mean: Float, deviation: Float) {
    let mean = values.reduce(0, +) / Float(values.count)
    return (mean, (values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Float(values.count)).squareRoot())
  }

  private func expectNormal(_ values: [Float], deviation: Float) {
    let (mean, spread) = moments(values)
    #expect(abs(mean) < 0.03 * deviation)
    #expect(abs(spread - deviation) < 0.03 * deviation)
    let within = Float(values.count { abs($0) < deviation }) / Float(values.count)
    #expect(abs(within - 0.6827) < 0.02)
  }

  private func expectUniform(_ values: [Float], bound: Float) {
    let (mean, spread) = moments(values)
    #expect(values.allSatisfy { abs($0) <= bound })
    #expect(abs(mean) < 0.03 * bound)
    #expect(abs(spread - bound / Float(3).squareRoot()) < 0.03 * bound)
    #expect(values.contains { $0 > 0.99 * bound } && values.contains { $0 < -0.99 * bound })
  }

  @Test func initialValuesFollowFromSeedAndModule() throws {
    func values(_ seed: UInt64) throws -> [[UInt32]] {
      let model = try SmallModel()
      let adaptation = try LowRankAdaptation(LoRAConfiguration(targetModules: Self.names), of: model, seed: seed)
      return adaptation.modules.map { Self.bits($0.adapter.down.value) }
    }
    let first = try values(7)
    #expect(try values(7) == first)
    #expect(try values(8) != first)
    #expect(Set(first).count == first.count)
  }

  @Test func mergingMovesNothingElseAndUnmergingIsExact() throws {
    let (model, adaptation) = try SmallModel.adapted(by: "native")
    let before = Self.bits(model)
    let embedding = Self.bits(model.shared.weight.value)
    let output = try model.logits()
    adaptation.merge()
    adaptation.merge()
    #expect(adaptation.isMerged)
    #expect(model.namedLinears.allSatisfy { $0.linear.adapter == nil })
    #expect(Self.bits(model.shared.weight.value) == embedding, "the tied embedding stays as it was")
    #expect(Self.bits(model.head.weight.value) != embedding)
    #expect(difference(try model.logits(), output) == nil)
    adaptation.unmerge()
    #expect(!adaptation.isMerged)
    #expect(Self.bits(model) == before)
    #expect(model.head.weight === model.shared.weight)
    #expect(difference(try model.logits(), output, relative: 0, absolute: 0) == nil)
  }

  @Test func removingGivesTheModelBack() throws {
    let plain = try SmallModel()
    let (model, adaptation) = try SmallModel.adapted(by: "all")
    adaptation.merge()
    adaptation.remove()
    #expect(Self.bits(model) == Self.bits(plain))
    #expect(model.uniqueParameters.allSatisfy { !$0.parameter.isTrainable })
    _ = try LowRankAdaptation(LoRAConfiguration(targetModules: Self.names), of: model, seed: 1)
  }

  @Test func dropoutFallsOnAdaptersInTrainingAlone() throws {
    let (model, adaptation) = try SmallModel.adapted(by: "native")
    let evaluated = try model.logits()
    func trained() throws -> Tensor {
      try model.logits(ForwardPass(randomness: .init(seed: 3, epoch: 1, samples: [0, 1])))
    }
    #expect(difference(try trained(), evaluated) != nil)
    adaptation.dropout = 0
    #expect(adaptation.dropout == 0)
    #expect(difference(try trained(), evaluated, relative: 0, absolute: 0) == nil)
  }
}

/// One linear layer with enough weights for statistics.
private final class Wide: Layer {
  static let inputs = 400
  let linear = Linear(inputs: inputs, outputs: 500)

  var members: [Member] { [Member("wide", linear)] }

  init() {
    linear.weight.value = .zeros([500, Self.inputs])
    linear.bias?.value = .zeros([500])
  }
}
