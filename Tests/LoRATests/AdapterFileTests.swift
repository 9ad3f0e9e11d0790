import Essentials
import Files
import Foundation
import Layers
import LoRA
import SystemPackage
import Tensors
import TestSupport
import Testing

/// PEFT's folders, read and written.
struct AdapterFileTests {
  /// A folder of its own, deleted afterwards.
  private func withFolder(_ body: (FilePath) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("adapters-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(FilePath(path))
  }

  private func json(_ folder: FilePath) throws -> [String: Any] {
    let data = try #require(FileManager.default.contents(atPath: folder.appending("adapter_config.json").string))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test(arguments: ReferenceTests.cases) func whatIsWrittenHoldsWhatPEFTWrote(_ name: String) throws {
    try withFolder { folder in
      let model = try SmallModel()
      let (adaptation, origin) = try LowRankAdaptation.read(SmallModel.folder(name), onto: model, namings: [.walk, SmallModel.original])
      let naming = name.hasSuffix("original") ? SmallModel.original : .walk
      try adaptation.write(to: folder, naming: naming, origin: origin)

      let written = try SafeTensorsFile(folder.appending("adapter_model.safetensors"))
      let reference = try SafeTensorsFile(SmallModel.folder(name).appending("adapter_model.safetensors"))
      #expect(written.metadata == ["format": "pt"])
      #expect(written.names == reference.names.filter { !$0.hasSuffix("base_layer.weight") })
      for key in written.names {
        #expect(difference(try written.tensor(key), try reference.tensor(key), relative: 0, absolute: 0) == nil, "\(key)")
      }
      let (mine, theirs) = (try json(folder), try json(SmallModel.folder(name)))
      #expect(mine.keys.allSatisfy { theirs.keys.contains($0) })
      // Patterns that overlap are written as whole names.
      let own = ["auto_mapping", "target_modules"] + (name == "patterns" ? ["rank_pattern", "alpha_pattern"] : [])
      for (key, value) in mine where !own.contains(key) {
        #expect(try #require(value as? NSObject) == theirs[key] as? NSObject, "\(key)")
      }
      let again = try LowRankAdaptation.read(folder, onto: SmallModel(), namings: [.walk, SmallModel.original])
      if name != "patterns" { #expect(again.adaptation.configuration == adaptation.configuration) }
      #expect(again.adaptation.modules.map(\.rank) == adaptation.modules.map(\.rank))
      #expect(again.adaptation.modules.map(\.adapter.scaling) == adaptation.modules.map(\.adapter.scaling))
      #expect(again.origin == origin)
    }
  }

  @Test func settingsComeFromTheFile() throws {
    let (_, adaptation) = try SmallModel.adapted(by: "lora_only")
    let expected = LoRAConfiguration(
      rank: 4, alpha: 6, dropout: 0.05, usesRSLoRA: false, bias: .loraOnly, initialization: .gaussian,
      targetModules: .names(["encoder.layers.1.q_proj", "fc2"]))
    #expect(adaptation.configuration == expected)
    #expect(try SmallModel.adapted(by: "pattern").adaptation.configuration.targetModules == .pattern(#".*layers\.1\.fc[12]"#))
  }

  /// The "native" folder with other settings.
  private func withSettings(_ changes: [String: Any], from name: String = "native", _ body: (FilePath) throws -> Void) throws {
    try withFolder { folder in
      let source = SmallModel.folder(name)
      try FileManager.default.copyItem(
        atPath: source.appending("adapter_model.safetensors").string, toPath: folder.appending("adapter_model.safetensors").string)
      let settings = try json(source).merging(changes) { $1 }
      try AtomicFile.write(try JSONSerialization.data(withJSONObject: settings), to: folder.appending("adapter_config.json"))
      try body(folder)
    }
  }

  private func messages(_ folder: FilePath) throws -> [String] { try faults(folder).map(\.message) }

  private func faults(_ folder: FilePath) throws -> [Diagnostic] {
    let model = try SmallModel()
    let error = try #require(throws: (any Error).self) {
      try LowRankAdaptation.read(folder, onto: model, namings: [.walk, SmallModel.original])
    }
    #expect(model.namedLinears.allSatisfy { $0.linear.adapter == nil }, "a refused adapter leaves the model alone")
    return try #require(error as? any DiagnosticError).diagnostics
  }

  @Test func everyUnsupportedFeatureIsRefusedByName() throws {
    let changes: [String: Any] = [
      "use_dora": "yes", "rank_pattern": ["fc2": 3.5], "alpha_pattern": ["fc2": "x"], "peft_type": "LOHA", "init_lora_weights": "eva",
      "modules_to_save": ["lm_head"], "lora_bias": true, "fan_in_fan_out": true, "layers_to_transform": [1], "use_rslora": "yes",
      "unknown_to_everybody": ["a": 1], "r": 4.5, "bias": "some", "lora_alpha": "eight", "lora_dropout": 1.5,
    ]
    try withSettings(changes) { folder in
      let messages = try messages(folder)
      for key in changes.keys where key != "unknown_to_everybody" {
        #expect(messages.count { $0.hasPrefix(key + " ") } == 1, "\(key)")
      }
      #expect(messages.count == changes.count - 1)
    }
  }

  @Test func whatARandomisedDecompositionLeftIsNotFoundAgain() throws {
    try withSettings(["init_lora_weights": "pissa_niter_16"]) { folder in
      let faults = try faults(folder)
      #expect(faults.map(\.message) == [#"init_lora_weights is "pissa_niter_16", which is not supported"#])
      #expect(faults[0].hint?.contains("path_initial_model_for_weight_conversion") == true)
    }
  }

  @Test func settingsThatCannotBeAreNamedWithTheirFile() throws {
    try withSettings(["init_lora_weights": "loftq", "loftq_config": [String: Int](), "target_modules": "(("]) { folder in
      let messages = try messages(folder)
      #expect(messages == ["loftq_config is missing", "target_modules is no regular expression: (("])
    }
    for targets in [["nothing"] as Any, ".*nothing"] {
      try withSettings(["target_modules": targets]) { folder in
        let faults = try faults(folder)
        #expect(faults.count == 1 && faults[0].file == folder.appending("adapter_config.json").string)
        #expect(faults[0].hint == "the names of its linear modules end in fc1, fc2, lm_head, q_proj")
      }
    }
  }

  @Test func roundsWithoutEndAreRefused() throws {
    try withSettings(["init_lora_weights": "loftq", "loftq_config": ["loftq_bits": 4, "loftq_iter": 1_000_000_000]]) { folder in
      let messages = try messages(folder)
      #expect(messages == ["loftq_config is an object, it must have 4 or 8 loftq_bits and 1 to 100 loftq_iter"])
    }
  }

  /// PEFT writes the weight of an adapted head, and loads it for all that share it.
  @Test func anotherWeightOfTheHeadStandsForTheEmbeddingToo() throws {
    try withSettings([:]) { folder in
      let path = folder.appending("adapter_model.safetensors")
      let file = try SafeTensorsFile(path)
      let key = "base_model.model.lm_head.base_layer.weight"
      let weight = try file.tensor(key)
      // Rounding alone is nothing.
      let rounded = Tensor(weight.values.map { Float(Float16($0)) }, shape: weight.shape)
      let other = weight.scaled(by: 0.9)
      for (given, isReplaced) in [(rounded, false), (other, true)] {
        try SafeTensorsWriter.write(try file.names.map { ($0, $0 == key ? given : try file.tensor($0).copy()) }, to: path)
        let model = try SmallModel()
        let plain = try model.logits()
        let adaptation = try LowRankAdaptation.read(folder, onto: model, namings: [.walk]).adaptation
        #expect(adaptation.foreignWeights.map(\.module) == (isReplaced ? ["lm_head"] : []))
        #expect((difference(model.shared.weight.value, other, relative: 0, absolute: 0) == nil) == isReplaced)
        #expect(model.head.weight === model.shared.weight)
        let logits = try model.logits()

        // The same model whose weight it is.
        let owner = try SmallModel()
        if isReplaced { owner.shared.weight.value = other }
        _ = try LowRankAdaptation.read(folder, onto: owner, namings: [.walk])
        #expect(difference(logits, try owner.logits(), relative: 0, absolute: 0) == nil)

        let copy = try TestFolder()
        try adaptation.write(to: copy.path, naming: .walk, origin: AdapterOrigin())
        let again = try SmallModel()
        _ = try LowRankAdaptation.read(copy.path, onto: again, namings: [.walk])
        #expect(difference(try again.logits(), logits, relative: 0, absolute: 0) == nil)
        adaptation.remove()
        #expect(difference(try model.logits(), plain, relative: 0, absolute: 0) == nil)
        adaptation.attach(to: model)
        #expect(difference(try model.logits(), logits, relative: 0, absolute: 0) == nil)
      }
    }
  }

  /// In Microsoft's code the head has a weight of its own.
  @Test func anotherWeightOfAnUntiedHeadIsItsOwn() throws {
    let folder = try TestFolder()
    let source = SmallModel.folder("dora_original")
    let file = try SafeTensorsFile(source.appending("adapter_model.safetensors"))
    let model = try SmallModel()
    let (embedding, other) = (model.shared.weight.value, model.head.weight.value.scaled(by: 0.9))
    let key = "base_model.model.text.lm_head.base_layer.weight"
    try SafeTensorsWriter.write(
      try file.names.map { ($0, try file.tensor($0).copy()) } + [(key, other)], to: folder.path.appending("adapter_model.safetensors"))
    try FileManager.default.copyItem(
      atPath: source.appending("adapter_config.json").string, toPath: folder.path.appending("adapter_config.json").string)
    let plain = try model.logits()
    let adaptation = try LowRankAdaptation.read(folder.path, onto: model, namings: [SmallModel.original, .walk]).adaptation
    #expect(adaptation.foreignWeights.map(\.module) == ["lm_head"])
    #expect(difference(model.head.weight.value, other, relative: 0, absolute: 0) == nil)
    #expect(difference(model.shared.weight.value, embedding, relative: 0, absolute: 0) == nil)
    let logits = try model.logits()

    let copy = try TestFolder()
    try adaptation.write(to: copy.path, naming: SmallModel.original, origin: AdapterOrigin())
    let again = try SmallModel()
    _ = try LowRankAdaptation.read(copy.path, onto: again, namings: [SmallModel.original])
    #expect(difference(try again.logits(), logits, relative: 0, absolute: 0) == nil)
    try model.expectMerging(adaptation, adapted: logits, plain: plain)
  }

  /// What stands for two layers in one naming cannot be written in another where each has its own.
  @Test func aWeightOfTwoLayersIsNotWrittenForCheckpointsThatKeepThemApart() throws {
    try withTensors {
      $0["base_model.model.lm_head.base_layer.weight"] = .zeros([17, 12])
    } _: { folder in
      let adaptation = try LowRankAdaptation.read(folder, onto: SmallModel(), namings: [SmallModel.original, .walk]).adaptation
      let copy = try TestFolder()
      let error = #expect(throws: Faults.self) {
        try adaptation.write(to: copy.path, naming: SmallModel.original, origin: AdapterOrigin())
      }
      #expect(error?.diagnostics.count == 1)
      try adaptation.write(to: copy.path, naming: .walk, origin: AdapterOrigin())
    }
  }

  @Test func unknownSettingsAndMissingOnesAreNoFaults() throws {
    try withSettings(["new_feature": 3]) { folder in
      let origin = try LowRankAdaptation.read(folder, onto: SmallModel(), namings: [.walk]).origin
      #expect(origin == AdapterOrigin())
    }
    try withFolder { folder in
      try AtomicFile.write(Array(#"{"peft_type": "LORA", "target_modules": ["q_proj"]}"#.utf8), to: folder.appending("adapter_config.json"))
      let messages = try messages(folder)
      #expect(messages == ["has no adapter_model.safetensors, nor adapter_model.bin"])
    }
  }

  @Test func filesThatAreNoneAreNamed() throws {
    try withFolder { folder in
      #expect(try messages(folder) == ["there is no adapter_config.json"])
      try AtomicFile.write(Array("[1]".utf8), to: folder.appending("adapter_config.json"))
      #expect(try messages(folder) == ["is no JSON object"])
    }
  }

  @Test func everyTensorThatDoesNotFitIsNamed() throws {
    try withSettings(["r": 3, "target_modules": ["fc2", "fc1"]]) { folder in
      let messages = try messages(folder)
      for layer in 0..<2 {
        let prefix = "tensor base_model.model.encoder.layers.\(layer)."
        #expect(messages.contains(prefix + "fc1.lora_A.weight is missing"))
        #expect(messages.contains(prefix + "fc1.lora_B.weight is missing"))
        #expect(messages.contains(prefix + "fc2.lora_A.weight has shape [4, 20], this model needs [3, 20]"))
        #expect(messages.contains(prefix + "fc2.lora_B.weight has shape [12, 4], this model needs [12, 3]"))
        #expect(messages.contains(prefix + "q_proj.lora_A.weight is unexpected"))
      }
      #expect(messages.contains("tensor base_model.model.lm_head.base_layer.weight is unexpected"))
      #expect(messages.last == "15 tensors do not fit this model")
    }
  }

  /// The "native" folder with other settings and other tensors.
  private func withTensors(
    _ changes: [String: Any] = [:], _ change: (inout [String: Tensor]) -> Void, _ body: (FilePath) throws -> Void
  ) throws {
    try withSettings(changes) { folder in
      let path = folder.appending("adapter_model.safetensors")
      let file = try SafeTensorsFile(path)
      var tensors = Dictionary(uniqueKeysWithValues: try file.names.map { ($0, try file.tensor($0).copy()) })
      change(&tensors)
      try SafeTensorsWriter.write(tensors.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, to: path)
      try body(folder)
    }
  }

  @Test func numbersThatAreNoneAreNamedBesideAllElse() throws {
    let (down, up) = ("base_model.model.lm_head.lora_A.weight", "base_model.model.lm_head.lora_B.weight")
    try withTensors { tensors in
      tensors[down]?.withMutablePointer { ($0[3], $0[7]) = (.nan, -.infinity) }
      tensors[up]?.withMutablePointer { $0[0] = .infinity }
      tensors["other"] = .zeros([2])
    } _: { folder in
      let faults = try faults(folder)
      #expect(
        faults.map(\.message) == [
          "tensor other is unexpected", "tensor \(down) has 2 numbers that are infinite or none",
          "tensor \(up) has 1 number that is infinite or none", "3 tensors do not fit this model",
        ])
      #expect(faults.last?.hint?.contains("other target modules; the training went astray") == true)
    }
  }

  @Test func aFileOfAnotherModelIsOneFault() throws {
    try withTensors { tensors in
      tensors = Dictionary(
        uniqueKeysWithValues: tensors.map { ($0.key.replacing("encoder.layers", with: "h").replacing("lm_head", with: "score"), $0.value) })
    } _: { folder in
      let messages = try messages(folder)
      #expect(messages.count == 1 && messages[0].contains("named like base_model.model.h.0.fc2.lora_A.weight"), "\(messages)")
    }
  }

  private static let spellings: [@Sendable (String) -> String] = [
    { $0.replacing("lora_A.weight", with: "lora_A.default.weight").replacing("lora_B.weight", with: "lora_B.default.weight") },
    { $0.replacing("lora_A.", with: "lora_A.parts.").replacing("lora_B.", with: "lora_B.parts.") },
    { $0.replacing("base_model.model.", with: "") }, { "module." + $0 },
    { $0.replacing("base_model.model.", with: "base_model.model._orig_mod.") },
    { "_orig_mod.module." + $0.replacing("lora_A.", with: "lora_A.default.") },
  ]

  /// Keys as PEFT writes them with what wrappers and other savers add or leave out.
  @Test(arguments: spellings.indices) func keysOfOtherSaversAreRead(_ index: Int) throws {
    let expected = try SmallModel.adapted(by: "native").model.logits()
    try withTensors { tensors in
      tensors = Dictionary(uniqueKeysWithValues: tensors.map { (Self.spellings[index]($0.key), $0.value) })
    } _: { folder in
      let model = try SmallModel()
      _ = try LowRankAdaptation.read(folder, onto: model, namings: [.walk, SmallModel.original])
      #expect(difference(try model.logits(), expected, relative: 0, absolute: 0) == nil)
    }
  }

  @Test func namesInMessagesAreTheFiles() throws {
    try withTensors { tensors in
      tensors = Dictionary(uniqueKeysWithValues: tensors.map { ("module." + $0.key, $0.value) })
      tensors["module.base_model.model.lm_head.lora_A.weight"] = .zeros([4, 13])
    } _: { folder in
      let messages = try messages(folder)
      #expect(messages.first == "tensor module.base_model.model.lm_head.lora_A.weight has shape [4, 13], this model needs [4, 12]")
    }
    try withTensors { tensors in
      tensors["base_model.model.lm_head.lora_A.other.weight"] = tensors["base_model.model.lm_head.lora_A.weight"]
    } _: { folder in
      let faults = try faults(folder)
      #expect(faults.count == 1 && faults[0].message.hasPrefix("holds several adapters of one module: base_model.model.lm_head.lora_A."))
    }
  }

  /// What PEFT saves along where a vocabulary grew, or is told to.
  @Test func weightsSavedAlongMustBeTheModelsOwn() throws {
    let (model, key) = (try SmallModel(), "base_model.model.shared.weight")
    let own = model.shared.weight.value
    let same = [own, Tensor(own.values.map { Float(Float16($0)) }, shape: own.shape)]
    for (index, weight) in same.enumerated() {
      // A table in halves beside adapters in floats: as a file of its own has it.
      try withTensors {
        $0[key] = weight
      } _: { folder in
        let path = folder.appending("adapter_model.safetensors")
        if index == 1 {
          let file = try SafeTensorsFile(path)
          let halved = try file.names.map { ($0, try file.tensor($0).copy()) }
          try SafeTensorsWriter.write(halved, as: .float16, to: path)
        }
        let adapted = try SmallModel()
        let before = try adapted.logits()
        _ = try LowRankAdaptation.read(folder, onto: adapted, namings: [.walk, SmallModel.original])
        let after = try adapted.logits()
        #expect(difference(after, before, relative: 1e-6, absolute: 0) != nil)
      }
    }
    var trained = own.copy()
    trained.withMutablePointer { $0[5] *= 1.001 }
    for (other, message) in [
      (trained, "tensor \(key) is another than the model's own"),
      (.zeros([19, 12]), "tensor \(key) has shape [19, 12], the model's own [17, 12]"),
    ] {
      try withTensors {
        $0[key] = other
      } _: { folder in
        let faults = try faults(folder)
        #expect(faults.map(\.message) == [message, "1 tensor does not fit this model"])
        #expect(faults.last?.hint?.contains("merge_and_unload") == true)
      }
    }
  }

  @Test func pointersOfGitLFSAreTold() throws {
    for name in ["adapter_config.json", "adapter_model.safetensors"] {
      try withSettings([:]) { folder in
        try AtomicFile.write(Array("version https://git-lfs.github.com/spec/v1\noid sha256:00\n".utf8), to: folder.appending(name))
        #expect(try messages(folder) == ["is a Git LFS pointer, not the file itself"])
      }
    }
  }

  @Test func ranksThatSettingsDoNotTellAreExplained() throws {
    try withSettings(["r": 3]) { folder in
      let hint = try faults(folder).last?.hint
      #expect(hint == "the tensors have the rank 4, which adapter_config.json must say too")
    }
    // Made with q_proj before the other, and written in the order of the alphabet.
    try withSettings(["rank_pattern": ["q_proj": 4, "encoder.layers.1.q_proj": 2]]) { folder in
      let hint = try faults(folder).last?.hint
      #expect(hint?.hasPrefix("several keys of rank_pattern mean one module") == true)
    }
  }

  @Test func pickledAdaptersAreRead() throws {
    let expected = try SmallModel.adapted(by: "native").model.logits()
    #expect(difference(try SmallModel.adapted(by: "pickled").model.logits(), expected, relative: 0, absolute: 0) == nil)
  }

  @Test func biasesThatOlderPEFTLeftOutAreNotMissed() throws {
    try withSettings(["bias": "lora_only"]) { folder in
      let model = try SmallModel()
      _ = try LowRankAdaptation.read(folder, onto: model, namings: [.walk])
      #expect(model.blocks[0].query.bias?.isTrainable == true)
    }
    try withSettings(["bias": "all"]) { folder in
      let messages = try messages(folder)
      #expect(messages.last == "8 tensors do not fit this model")
    }
  }

  @Test func buffersOfTheNamingAreIgnored() throws {
    try withFolder { folder in
      let source = SmallModel.folder("original")
      let file = try SafeTensorsFile(source.appending("adapter_model.safetensors"))
      let tensors = try file.names.map { ($0, try file.tensor($0)) } + [("base_model.model.text.final_logits_bias", .zeros([1, 17]))]
      try SafeTensorsWriter.write(tensors, to: folder.appending("adapter_model.safetensors"))
      try FileManager.default.copyItem(
        atPath: source.appending("adapter_config.json").string, toPath: folder.appending("adapter_config.json").string)
      let (model, _) = try SmallModel.adapted(by: "original")
      let again = try SmallModel()
      _ = try LowRankAdaptation.read(folder, onto: again, namings: [.walk, SmallModel.original])
      #expect(difference(try again.logits(), try model.logits(), relative: 0, absolute: 0) == nil)
    }
  }

  @Test func linkedFilesAreRead() throws {
    try withFolder { folder in
      for name in ["adapter_config.json", "adapter_model.safetensors"] {
        try FileManager.default.createSymbolicLink(
          atPath: folder.appending(name).string, withDestinationPath: SmallModel.folder("native").appending(name).string)
      }
      let adaptation = try LowRankAdaptation.read(folder, onto: SmallModel(), namings: [.walk]).adaptation
      #expect(adaptation.modules.count == 5)
    }
  }

  @Test func loadedWeightsOutliveTheirFile() throws {
    try withSettings([:]) { folder in
      let model = try SmallModel()
      _ = try LowRankAdaptation.read(folder, onto: model, namings: [.walk])
      let before = try model.logits()
      let weights = folder.appending("adapter_model.safetensors").string
      let handle = try #require(FileHandle(forWritingAtPath: weights))
      try handle.write(contentsOf: Data(count: 4096))
      #expect(difference(try model.logits(), before, relative: 0, absolute: 0) == nil)
    }
  }
}
