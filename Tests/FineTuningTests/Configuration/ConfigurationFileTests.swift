import Datasets
import Essentials
import FineTuning
import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite struct ConfigurationFileTests {
  @Test func defaultsComeBack() throws {
    let defaults = Configuration()
    #expect(try Configuration(json: defaults.json(), file: "f") == defaults)
    #expect(try Configuration(json: Array("{}".utf8), file: "f") == defaults)
  }

  @Test func everySettingComesBack() throws {
    var configuration = Configuration()
    for setting in Setting.all { try setting.set(Self.other(setting), in: &configuration) }
    for setting in Setting.all where setting.name != "precision" {
      #expect(setting.value(in: configuration) != setting.value(in: Configuration()), "\(setting.name)")
    }
    #expect(try Configuration(json: configuration.json(), file: "f") == configuration)
    // The command line parts lists at their commas.
    for setting in Setting.all {
      let value = setting.value(in: configuration)
      let text = if case .list(let entries) = value { entries.joined(separator: ",") } else { value.description }
      #expect(try setting.parse(text) == value, "\(setting.name)")
    }
  }

  /// A value that is not the default, but for a setting that has only one.
  static func other(_ setting: Setting) -> SettingValue {
    let value = setting.value(in: Configuration())
    let few: [String: SettingValue] = [
      "loftq_bits": .integer(8), "device": .text("cpu"), "dataset_split": .text("70/20/10"), "metrics": .list(["word_error_rate"]),
      "init_lora_weights": .text("pissa_niter_16"), "rank_pattern": .list(["fc1=3", "fc[2]=4", "[=]=5"]),
      "alpha_pattern": .list(["fc1=0.5"]), "best_by": .text("wer"), "dataset_policy": .list(["skip", "clip"]),
    ]
    if let value = few[setting.name] { return value }
    switch setting.kind {
    case .flag: return .flag(value == .flag(false))
    case .integer(let range): return .integer(value == .integer(range.lowerBound + 1) ? range.lowerBound + 2 : range.lowerBound + 1)
    case .number: return .number(1.0 / 3)
    case .probability: return .number(0.1)
    case .choice(let choices): return .text(choices.last { .text($0) != value } ?? choices[0])
    case .text: return .text("a \"quoted\" \\ path/ü")
    case .list: return .list(["fc1", "fc2"])
    }
  }

  /// As files of earlier versions have them, where every choice and every list was a text.
  @Test func earlierFilesAreRead() throws {
    let text = """
      {"dataset_format": "coco", "dataset_split": "80/20", "dataset_policy": "skip", "device": "cpu", "optimizer": "adamw",
       "lr_scheduler": "polynomial", "rank_pattern": ["fc2=16", "a=b=4"], "alpha_pattern": ["fc2=16.0", "q_proj=2.5"], "bias": "lora_only",
       "init_lora_weights": "pissa_niter_16", "score": "constant", "target_modules": ["ALL-linear"], "training": "lora",
       "precision": "float32", "checkpointing": "off", "metrics": ["bleu"], "lora_alpha": 16, "weight_decay": null}
      """
    let configuration = try Configuration(json: Array(text.utf8), file: "f")
    #expect(configuration.datasetFormat == .coco && configuration.datasetPolicy == .skip)
    #expect(try Configuration(json: Array("{\"dataset_policy\": [\"skip\", \"clip\"]}".utf8), file: "f").datasetPolicy == [.skip, .clip])
    #expect(try configuration.datasetSplit == SplitShares(train: 80, valid: 20))
    #expect(configuration.device == .cpu && configuration.optimizer == .adamW && configuration.scheduler == .polynomial)
    #expect(configuration.rankPattern == ["fc2": 16, "a=b": 4] && configuration.alphaPattern == ["fc2": 16, "q_proj": 2.5])
    #expect(configuration.bias == .loraOnly && configuration.loraInitialization == .pissaIterations(16))
    #expect(configuration.detectionScore == .constant && configuration.targetModules == .allLinear && configuration.training == .lora)
    #expect(configuration.checkpointing == .off && configuration.metrics == ["bleu"] && configuration.loraAlpha == 16)
    #expect(try Configuration(json: configuration.json(), file: "f") == configuration)
    let auto = try Configuration(json: Array(#"{"dataset_format": "auto", "target_modules": [".*(q|v)_proj"]}"#.utf8), file: "f")
    #expect(auto.datasetFormat == nil && auto.targetModules == .pattern(".*(q|v)_proj"))
  }

  /// Lists in files are lists: nothing in an entry parts it.
  @Test(arguments: [
    AdapterTargets.names(["q_proj v_proj", "a,b", "x=y", "it's"]), .pattern("fc[12], x{1,2} = (a b)"), .pattern("q_proj"), .names([]),
    .allLinear, .names([""]),
  ])
  func entriesAreNotParted(_ targets: AdapterTargets) throws {
    var configuration = Configuration()
    configuration.training = .full
    configuration.targetModules = targets
    configuration.rankPattern = ["q_proj v_proj": 3, "[a, b]=c": 4, "d'": 5]
    configuration.alphaPattern = ["x{1,2} ": 1e-9, "=": 1.0 / 3]
    try configuration.check()
    let read = try Configuration(json: configuration.json(), file: "f")
    #expect(read.targetModules == (targets == .pattern("q_proj") ? .pattern("(q_proj)") : targets))
    #expect(read.rankPattern == configuration.rankPattern && read.alphaPattern == configuration.alphaPattern)
  }

  @Test func theFileHasItsFormAndOrder() throws {
    let text = String(decoding: Configuration().json(), as: UTF8.self)
    let lines = text.split(separator: "\n")
    #expect(lines.first == "{")
    #expect(lines.last == "}")
    let names = lines.dropFirst().dropLast().compactMap { $0.split(separator: "\"").dropFirst().first.map(String.init) }
    #expect(names == Setting.all.map(\.name))
  }

  @Test func everyFaultOfAFileIsTold() {
    let text = #"{"epochs": 0, "lr": "fast", "datset": "x", "seed": {"a": 1}, "use_rslora": 1, "metrics": [1]}"#
    let error = #expect(throws: Faults.self) { try Configuration(json: Array(text.utf8), file: "run/configuration.json") }
    #expect(error?.diagnostics.count == 6)
    #expect(error?.diagnostics.allSatisfy { $0.file == "run/configuration.json" } == true)
    #expect(error?.diagnostics.contains { $0.hint == "did you mean dataset?" } == true)
  }

  @Test(arguments: ["", "[]", "nul", "{\"epochs\": 3", "\u{0}"])
  func whatIsNoObjectIsRefused(_ text: String) throws {
    #expect(throws: Faults.self) { try Configuration(json: Array(text.utf8), file: "f") }
  }

  @Test func aHugeFileIsNotRead() throws {
    let folder = try TestFolder()
    let path = folder.appending("configuration.json")
    let file = try FileDescriptor.open(path, .writeOnly, options: .create, permissions: .ownerReadWrite)
    try file.closeAfter { try file.resize(to: 1 << 40) }
    #expect(throws: Faults.self) { try Configuration(file: path) }
    #expect(throws: Faults.self) { try Configuration(file: folder.appending("missing")) }
    #expect(throws: Faults.self) { try Configuration(file: folder.path) }
  }
}
