import Essentials
import FineTuning
import Foundation
import LoRA
import TestSupport
import Testing

/// Where adapters go, from the settings to the modules.
@Suite struct TargetModulesTests {
  private func fitted(_ change: (inout Configuration) -> Void) throws -> LowRankAdaptation {
    var configuration = Configuration()
    configuration.modelID = LoadedModel.miniature
    change(&configuration)
    return try #require(try TrainableModel(LoadedModel.open(configuration), &configuration).adaptation)
  }

  @Test func theTrainersListHasNamesThatMeanNothing() throws {
    let adaptation = try fitted { _ in }
    #expect(adaptation.unmatchedTargets == ["o_proj", "linear", "Conv2d"])
    #expect(
      try fitted { $0.targetModules = .names(["fc2", "lm_head", "Conv2d", "linear", "v_proj", "k_proj", "o_proj", "q_proj"]) }.modules.map(
        \.name) == adaptation.modules.map(\.name))
  }

  @Test func aNameThatMeansNothingIsAnError() throws {
    let faults = faults { try fitted { $0.targetModules = .names(["q_proj", "v_prjo", "dense"]) } }
    #expect(
      faults?.map(\.message) == [
        "no module of this model is called v_prjo (target_modules)", "no module of this model is called dense (target_modules)",
      ])
    #expect(
      faults?.first?.hint?.hasPrefix("did you mean v_proj? the names of its linear modules end in fc1, fc2, image_projection") == true)
  }

  @Test func aRegularExpressionMeansWholeNames() throws {
    let adaptation = try fitted { $0.targetModules = .pattern(".*decoder.*[.](q|v)_proj") }
    #expect(!adaptation.modules.isEmpty)
    for module in adaptation.modules {
      #expect(module.name.contains(".decoder.") && (module.name.hasSuffix(".q_proj") || module.name.hasSuffix(".v_proj")))
    }
    #expect(
      faults { try fitted { $0.targetModules = .pattern("(q|v)_proj") } }?.map(\.message) == [
        "no module of this model matches target_modules: the pattern (q|v)_proj"
      ])
  }

  @Test func allLinearModulesButTheHead() throws {
    let adaptation = try fitted { $0.targetModules = .allLinear }
    let every = try fitted { $0.targetModules = .pattern(".*(_proj|_attn[.]proj|qkv|fc[12]|image_projection|lm_head)") }
    #expect(adaptation.modules.map(\.name) == every.modules.map(\.name).filter { $0 != "lm_head" })
  }

  @Test func patternsThatMeanNoAdapterAreErrors() throws {
    let faults = faults {
      try fitted {
        $0.targetModules = .names(["q_proj"])
        $0.rankPattern = ["fc2": 3, "q_proj": 2]
        $0.alphaPattern = ["proj": 2]
      }
    }
    #expect(
      faults?.map(\.message) == [
        "no module with an adapter matches fc2 (rank_pattern, alpha_pattern)",
        "no module with an adapter matches proj (rank_pattern, alpha_pattern)",
      ])
  }

  @Test func ranksAndAlphasReachTheirModules() throws {
    let adaptation = try fitted {
      $0.targetModules = .names(["q_proj", "fc2"])
      $0.usesRSLoRA = false
      $0.rankPattern = [".*decoder.*q_proj": 3, "q_proj": 2]
      $0.alphaPattern = ["fc2": 0.5]
    }
    for module in adaptation.modules {
      let rank = module.name.hasSuffix("fc2") ? 8 : module.name.contains("decoder") ? 3 : 2
      #expect(module.rank == rank && module.alpha == (module.name.hasSuffix("fc2") ? 0.5 : 8), "\(module.name)")
    }
  }

  @Test func frozenVisionLeavesNothing() throws {
    let faults = faults {
      try fitted {
        $0.targetModules = .names(["qkv"])
        $0.freezesVision = true
      }
    }
    #expect(faults?.map(\.message) == ["freeze_vision=true leaves no module for target_modules: qkv"])
  }

  @Test(arguments: [
    ("target_modules", ["(", "q_proj"], "target_modules has ( among other entries: a pattern stands alone"),
    ("target_modules", ["all-linear", "q_proj"], "target_modules has all-linear among other entries: a pattern stands alone"),
    ("target_modules", ["[a"], "target_modules is no regular expression: [a"),
    ("rank_pattern", ["fc2"], "rank_pattern=fc2: expected a pattern, = and a whole number"),
    ("rank_pattern", ["fc2=1.5"], "rank_pattern=fc2=1.5: expected a pattern, = and a whole number"),
    ("rank_pattern", ["fc2=0"], "rank_pattern gives fc2 the rank 0, it must be between 1 and 4096"),
    ("alpha_pattern", ["(=2"], "alpha_pattern has a key that is no regular expression: ("),
    ("alpha_pattern", ["=2"], "alpha_pattern==2: expected a pattern, = and a number"),
  ])
  func whatCannotBeIsToldWhenItIsSet(_ setting: String, _ entries: [String], _ message: String) throws {
    var configuration = Configuration()
    let error = #expect(throws: Faults.self) { try configuration.apply([(setting, .list(entries))]) }
    #expect(error?.diagnostics.map(\.message) == [message])
    #expect(configuration == Configuration())
  }
}
