import Essentials
import Files
import FineTuning
import Foundation
import SystemPackage
import TestSupport
import Testing

/// What is said of folders that are given as a model, or as a checkpoint, and are none.
@Suite struct ModelFolderTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func opening(_ name: String) throws -> [Diagnostic] {
    var configuration = Configuration()
    configuration.modelID = folder.appending(name).string
    return try #require(faults { try LoadedModel.open(configuration) })
  }

  private func write(_ text: String, to name: String) throws {
    try NewFolder.makeIfMissing(folder.appending(name).removingLastComponent())
    try AtomicFile.write(Array(text.utf8), to: folder.appending(name))
  }

  private func model(_ name: String, without files: [String] = []) throws {
    var configuration = Configuration()
    configuration.modelID = LoadedModel.bundled
    try LoadedModel.open(configuration).export(to: folder.appending(name), verifies: false)
    for file in files { try FileManager.default.removeItem(atPath: folder.appending("\(name)/\(file)").string) }
  }

  private static let tokenizer = [
    "added_tokens.json", "merges.txt", "special_tokens_map.json", "tokenizer.json", "tokenizer_config.json", "vocab.json",
  ]

  @Test func whatIsMissingOfAModelIsSaidWithWhereToTakeItFrom() throws {
    try model("m", without: ["preprocessor_config.json"])
    var found = try opening("m")
    #expect(found.map(\.message) == ["has no preprocessor_config.json, nor processor_config.json"])
    #expect(found[0].hint?.hasPrefix("copy preprocessor_config.json from the model that was tuned") == true)
    for file in Self.tokenizer { try? FileManager.default.removeItem(atPath: folder.appending("m/\(file)").string) }
    found = try opening("m")
    #expect(found.count == 2 && found[1].message.hasPrefix("holds no tokenizer"))
    #expect(found[1].hint?.hasPrefix("copy the tokenizer's files from the model that was tuned") == true)
    try FileManager.default.removeItem(atPath: folder.appending("m/config.json").string)
    found = try opening("m")
    #expect(found.map(\.message) == ["has no config.json"] && found[0].hint?.hasPrefix("copy config.json") == true)
  }

  @Test func ofAnotherArchitectureNothingIsMissing() throws {
    try write(#"{"model_type": "llama"}"#, to: "other/config.json")
    #expect(try opening("other").map(\.message) == [#"this is no Florence-2 model: model_type is "llama""#])
  }

  @Test func otherKindsOfFoldersAreNamed() throws {
    try write(
      #"{"peft_type": "LORA", "base_model_name_or_path": "owner/base", "target_modules": ["q"]}"#, to: "adapter/adapter_config.json")
    var found = try opening("adapter")
    #expect(found.map(\.message) == ["is a folder of adapters for owner/base, no model"])
    #expect(found[0].hint?.contains("`model load owner/base`") == true && found[0].hint?.contains("--checkpoint") == true)
    try write("{}", to: "run/configuration.json")
    try FileManager.default.createDirectory(atPath: folder.appending("run/checkpoints").string, withIntermediateDirectories: false)
    try FileManager.default.copyItem(
      atPath: folder.appending("adapter").string, toPath: folder.appending("run/checkpoints/best").string)
    found = try opening("run")
    #expect(found.map(\.message) == ["is the folder of a run, which has adapters, no model"])
    #expect(found[0].hint?.hasPrefix("`lora load ") == true)
    try write("{}", to: "data/train/annotations.jsonl")
    found = try opening("data")
    #expect(found[0].hint == "it looks like a dataset, which `dataset load` reads")
    found = try opening("adapter/adapter_config.json")
    #expect(found.map(\.message) == ["is a file, no folder"])
    #expect(found[0].hint == "did you mean its folder, \(folder.appending("adapter"))?")
  }

  @Test func theFolderBelowIsOffered() throws {
    try model("outer/inner")
    #expect(try opening("outer")[0].hint == "did you mean \(folder.appending("outer/inner"))?")
    for name in ["9", "10"] {
      try write(#"{"peft_type": "LORA", "target_modules": ["q"]}"#, to: "steps/checkpoint-\(name)/adapter_config.json")
    }
    let several = "did you mean one of its folders? \(folder.appending("steps/checkpoint-10")), \(folder.appending("steps/checkpoint-9"))"
    #expect(try opening("steps")[0].hint == several)
    let found = try #require(faults { try ModelExport.check(folder.appending("steps"), merges: true, to: folder.appending("out")) })
    #expect(found[0].message.hasPrefix("is no checkpoint") && found[0].hint == several)
  }
}
