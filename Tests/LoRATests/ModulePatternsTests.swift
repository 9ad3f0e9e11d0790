import Essentials
import Foundation
import Layers
import LoRA
import SystemPackage
import Tensors
import TestSupport
import Testing

/// Ranks and alphas by module, names that are not there, and how a file spells both.
@Suite struct ModulePatternsTests {
  private func adapted(_ configuration: LoRAConfiguration, _ aliases: [ModuleNaming] = []) throws -> LowRankAdaptation {
    try LowRankAdaptation(configuration, of: SmallModel(), seed: 1, aliases: aliases)
  }

  private func configuration(_ targets: TargetModules = .names(["q_proj", "fc1", "fc2"])) -> LoRAConfiguration {
    LoRAConfiguration(rank: 4, alpha: 6, usesRSLoRA: false, initialization: .random, targetModules: targets)
  }

  @Test func theFirstPatternThatMeansAModuleCounts() throws {
    var configuration = configuration()
    configuration.rankPattern = ["layers.1.*": 3, "fc2": 2, "encoder": 9, "proj": 9, "encoder.layers.0.q_proj": 1]
    configuration.alphaPattern = ["^encoder[.]layers[.]0[.]fc\\d": 12, "(q_proj|fc2)": 5]
    let adaptation = try adapted(configuration)
    #expect(adaptation.modules.map(\.rank) == [1, 4, 2, 3, 3, 3])
    #expect(adaptation.modules.map(\.alpha) == [5, 12, 12, 5, 6, 5])
    for module in adaptation.modules {
      #expect(module.adapter.down.shape[0] == module.rank && module.adapter.up.shape[1] == module.rank)
      #expect(module.adapter.scaling == module.alpha / Double(module.rank))
    }
    #expect(adaptation.unmatched.patterns == ["encoder", "proj"])
  }

  @Test func whatMeansNothingIsToldWithWhatThereIs() throws {
    var configuration = configuration(.names(["q_poj", "fc2"]))
    configuration.rankPattern = ["fc1": 3]
    let unmatched = try LowRankAdaptation.unmatchedNames(configuration, of: SmallModel())
    #expect(unmatched.targets == ["q_poj"] && unmatched.patterns == ["fc1"])
    #expect(
      LoRAError.unmatched(unmatched).diagnostics.map(\.description) == [
        "no module of this model is called q_poj (target_modules)\n"
          + "  hint: did you mean q_proj? the names of its linear modules end in fc1, fc2, lm_head, q_proj",
        "no module with an adapter matches fc1 (rank_pattern, alpha_pattern)\n"
          + "  hint: adapters are at encoder.layers.0.fc2, encoder.layers.1.fc2",
      ])
  }

  @Test func patternsOutOfRangeAreToldTogether() throws {
    var configuration = configuration()
    configuration.rankPattern = ["(": 3, "fc2": 0]
    configuration.alphaPattern = ["fc1": -1]
    let error = #expect(throws: LoRAError.self) { try adapted(configuration) }
    #expect(
      error?.diagnostics.map(\.message) == [
        "rank_pattern gives fc2 the rank 0, it must be between 1 and 4096",
        "alpha_pattern gives fc1 the alpha -1.0, it must be greater than 0",
        "rank_pattern has a key that is no regular expression: (",
      ])
  }

  /// A file's patterns may be anybody's.
  @Test func patternsThatCostTooMuchAreToldAsSuch() throws {
    var configuration = configuration()
    configuration.rankPattern = ["(.*)*x": 3, "((a|b|[^c])+)+y": 3]
    #expect(try adapted(configuration).unmatched.patterns == ["(.*)*x", "((a|b|[^c])+)+y"])
    configuration.rankPattern = ModulePatterns((0..<400).map { (String(repeating: "(.?)*", count: 500) + "(x\($0)|y)", 3) })
    #expect(throws: LoRAError.patternWork) { try adapted(configuration) }
  }

  private func written(_ adaptation: LowRankAdaptation, _ naming: ModuleNaming) throws -> (settings: [String: Any], LowRankAdaptation) {
    let folder = try TestFolder()
    try adaptation.write(to: folder.path, naming: naming, origin: AdapterOrigin())
    let data = try #require(FileManager.default.contents(atPath: folder.appending("adapter_config.json").string))
    let settings = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    return (settings, try LowRankAdaptation.read(folder.path, onto: SmallModel(), namings: [.walk, SmallModel.original]).adaptation)
  }

  private func numbers(_ settings: [String: Any], _ field: String) throws -> [String: Int] {
    try #require(settings[field] as? [String: NSNumber]).mapValues(\.intValue)
  }

  private func expectSame(_ one: LowRankAdaptation, _ other: LowRankAdaptation) {
    #expect(one.modules.map(\.name) == other.modules.map(\.name))
    #expect(one.modules.map(\.rank) == other.modules.map(\.rank))
    #expect(one.modules.map(\.adapter.scaling) == other.modules.map(\.adapter.scaling))
  }

  /// A reader may sort the patterns of a file: PEFT does when it saves them again.
  @Test func writtenPatternsMeanTheSameInAnyOrder() throws {
    var configuration = configuration()
    configuration.rankPattern = ["q_proj": 1, "fc\\d": 2]
    configuration.alphaPattern = ["fc2": 9, ".*1[.]fc.": 3]
    let adaptation = try adapted(configuration)
    let (settings, read) = try written(adaptation, .walk)
    #expect(try numbers(settings, "rank_pattern") == ["q_proj": 1, "fc\\d": 2])
    #expect(
      try numbers(settings, "alpha_pattern") == [
        #"^encoder\.layers\.0\.fc2"#: 9, #"^encoder\.layers\.1\.fc1"#: 3, #"^encoder\.layers\.1\.fc2"#: 9,
      ])
    expectSame(read, adaptation)
  }

  /// PEFT knows the names of its own model alone.
  @Test func filesSpellNamesAsTheirModelDoes() throws {
    var configuration = configuration(.pattern(#"encoder\.layers\.\d\.(q_proj|fc1)"#))
    configuration.rankPattern = ["^encoder.layers.0.*": 2]
    let adaptation = try adapted(configuration, [SmallModel.original])
    let (own, first) = try written(adaptation, .walk)
    #expect(own["target_modules"] as? String == #"encoder\.layers\.\d\.(q_proj|fc1)"#)
    #expect(try numbers(own, "rank_pattern") == ["^encoder.layers.0.*": 2])
    expectSame(first, adaptation)
    let (other, second) = try written(adaptation, SmallModel.original)
    #expect(
      other["target_modules"] as? [String]
        == ["0.q_proj", "0.fc1", "1.q_proj", "1.fc1"].map { "text.model.encoder.layers.\($0)" })
    #expect(
      try numbers(other, "rank_pattern") == [
        #"^text\.model\.encoder\.layers\.0\.q_proj"#: 2, #"^text\.model\.encoder\.layers\.0\.fc1"#: 2,
      ])
    expectSame(second, adaptation)
  }

  /// A name of another naming does not widen what the checkpoint's own means.
  @Test func theCheckpointsOwnNamesComeFirst() throws {
    let other = ModuleNaming { $0.replacing("fc1", with: "q_proj") }
    let targets = TargetModules.names(["q_proj"])
    #expect(
      try adapted(configuration(targets), [.walk, other]).modules.map(\.name) == ["encoder.layers.0.q_proj", "encoder.layers.1.q_proj"])
    let fc1 = TargetModules.pattern(".*first")
    let named = ModuleNaming { $0.replacing("fc1", with: "first") }
    #expect(try adapted(configuration(fc1), [.walk, named]).modules.map(\.name) == ["encoder.layers.0.fc1", "encoder.layers.1.fc1"])
  }
}
