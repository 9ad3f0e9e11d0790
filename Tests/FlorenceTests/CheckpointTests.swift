import Essentials
import Files
import Florence
import Foundation
import Layers
import SystemPackage
import Tensors
import TestSupport
import Testing

@Suite struct CheckpointTests {
  private static let shared = "model.language_model.shared.weight"
  private static let ties = [
    shared, "model.language_model.encoder.embed_tokens.weight", "model.language_model.decoder.embed_tokens.weight", "lm_head.weight",
  ]

  private func expectSameWeights(_ one: FlorenceModel, _ other: FlorenceModel, relative: Float = 0) {
    #expect(one.uniqueParameters.map(\.name) == other.uniqueParameters.map(\.name))
    for ((name, a), (_, b)) in zip(one.uniqueParameters, other.uniqueParameters) {
      #expect(difference(a.value, b.value, relative: relative, absolute: 0) == nil, "\(name)")
    }
  }

  /// Weights of the fixtures are half-precision numbers: F16 loses nothing, the projection comes transposed.
  @Test func originalLayout() throws {
    let (native, original) = (try TinyFlorence.model(.transformers), try TinyFlorence.model(.microsoft))
    expectSameWeights(native, original)
    #expect(original.configuration.layout == .microsoft)
    #expect(original.configuration.vision == native.configuration.vision)
    #expect(difference(try TinyFlorence.logits(original), try TinyFlorence.reference().tensor("logits"), relative: 1e-5) == nil)
  }

  @Test(arguments: [(DType.float16, 0 as Float), (.bfloat16, 0x1p-8)])
  func halfPrecision(type: DType, relative: Float) throws {
    try TinyFlorence.changed(as: type) { _ in
    } _: { folder in
      #expect(try SafeTensorsFile(folder.appending("model.safetensors")).entries.values.allSatisfy { $0.type == type })
      expectSameWeights(try FlorenceModel(checkpoint: folder), try TinyFlorence.model(), relative: relative)
    }
  }

  /// Every non-empty choice of the four names of the embedding.
  @Test(arguments: 1..<16) func tiedTensors(choice: Int) throws {
    let expected = try TinyFlorence.model()
    try TinyFlorence.changed { tensors in
      let table = tensors.removeValue(forKey: Self.shared)
      for (index, name) in Self.ties.enumerated() where choice >> index & 1 == 1 { tensors[name] = table }
    } _: { folder in
      let model = try FlorenceModel(checkpoint: folder)
      #expect(model.configuration.text.tiesEmbedding)
      expectSameWeights(model, expected)
    }
  }

  @Test func headOfItsOwn() throws {
    try TinyFlorence.changed { tensors in
      tensors["lm_head.weight"] = tensors[Self.shared]?.scaled(by: -1)
    } _: { folder in
      let model = try FlorenceModel(checkpoint: folder)
      #expect(!model.configuration.text.tiesEmbedding)
      #expect(model.parameterCount == (try TinyFlorence.model()).parameterCount + 120 * 16)
      let expected = try TinyFlorence.reference().tensor("logits").scaled(by: -1)
      #expect(difference(try TinyFlorence.logits(model), expected, relative: 1e-5) == nil)
      for layout in FlorenceConfiguration.Layout.allCases {
        try TinyFlorence.withTemporaryFolder { copy in
          try model.save(to: copy, layout: layout)
          let reopened = try FlorenceModel(checkpoint: copy)
          #expect(!reopened.configuration.text.tiesEmbedding)
          expectSameWeights(reopened, model)
          let json = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: copy.appending("config.json").string))) as? [String: Any])
          #expect(json["tie_word_embeddings"] as? Bool == false)
        }
      }
    }
  }

  @Test func extrasAreTolerated() throws {
    try TinyFlorence.changed(.microsoft) { tensors in
      tensors["visual_temporal_embed.pos_idx_to_embed"] = nil
      tensors["language_model.final_logits_bias"] = nil
      tensors["vision_tower.norms.weight"] = .zeros([18])
      tensors["vision_tower.head.bias"] = .zeros([1000])
    } _: { folder in
      expectSameWeights(try FlorenceModel(checkpoint: folder), try TinyFlorence.model())
    }
  }

  @Test(arguments: FlorenceConfiguration.Layout.allCases) func everyFaultAtOnce(layout: FlorenceConfiguration.Layout) throws {
    let names = ["model.vision_tower.convs.0.conv.bias", "model.language_model.decoder.layers.1.fc2.weight", "lm_head.extra"]
      .map { CheckpointNames.name($0, in: layout) ?? $0 }
    let projection = layout == .transformers ? "model.multi_modal_projector.image_projection.weight" : "image_projection"
    try TinyFlorence.changed(layout) { tensors in
      tensors[names[0]] = nil
      tensors[names[1]] = .zeros([16, 21])
      tensors[names[2]] = .zeros([3])
      tensors["classifier.weight"] = .zeros([2, 2])
      tensors[projection] = tensors[projection].map { Tensor($0.values, shape: $0.shape.reversed()) }
    } _: { folder in
      let report = try #require(throws: WeightReport.self) { try FlorenceModel(checkpoint: folder) }
      #expect(report.missing.map { "\($0.name) \($0.shape)" } == ["\(names[0]) [6]"])
      #expect(report.unexpected.map { "\($0.name) \($0.shape)" } == ["classifier.weight [2, 2]", "\(names[2]) [3]"])
      let projected = layout == .transformers ? "[16, 18] [18, 16]" : "[18, 16] [16, 18]"
      let misshaped = Set(report.misshaped.map { "\($0.name) \($0.expected) \($0.found)" })
      #expect(misshaped == ["\(names[1]) [16, 20] [16, 21]", "\(projection) \(projected)"])
      #expect(report.diagnostics.count == 5)
      #expect(report.diagnostics.allSatisfy { $0.file == folder.string })
    }
  }

  @Test func quantisedTensors() throws {
    try TinyFlorence.withTemporaryFolder { folder in
      let source = try SafeTensorsFile(TinyFlorence.folder().appending("model.safetensors"))
      let name = "model.language_model.encoder.layers.0.fc1.weight"
      let contents = try source.names.map { each in
        (
          name: each,
          content: each == name
            ? .integers(Array(repeating: 3, count: 24 * 16), shape: [24, 16])
            : .tensor(try source.tensor(each))
              as SafeTensorsWriter.Content
        )
      }
      try SafeTensorsWriter.write(contents, to: folder.appending("model.safetensors"))
      try FileManager.default.copyItem(
        atPath: TinyFlorence.folder().appending("config.json").string, toPath: folder.appending("config.json").string)
      let report = try #require(throws: WeightReport.self) { try FlorenceModel(checkpoint: folder) }
      #expect(report.unreadable.map(\.name) == [name] && report.unreadable.map(\.type) == [.int64])
      #expect(report.diagnostics.count == 1)
    }
  }

  @Test func anotherArchitecture() throws {
    try TinyFlorence.changed { tensors in
      tensors = ["bert.embeddings.weight": .zeros([4, 4]), "bert.pooler.bias": .zeros([4])]
    } _: { folder in
      let report = try #require(throws: WeightReport.self) { try FlorenceModel(checkpoint: folder) }
      #expect(report.diagnostics.count == 1)
      #expect(report.diagnostics[0].message.contains("not those of a Florence-2 model"))
    }
  }

  /// Rows of published tables may be Microsoft's or transformers' whatever config.json says; other tables must be its own.
  @Test func vocabularyIsThatOfTheTable() throws {
    func open(_ stated: Int, _ rows: Int) throws -> FlorenceModel {
      try TinyFlorence.changed { tensors in
        tensors[Self.shared] = .zeros([rows, 16])
      } _: { folder in
        var configuration = try FlorenceConfiguration(path: folder.appending("config.json"))
        configuration.text.vocabularySize = stated
        try configuration.write(to: folder.appending("config.json"))
        return try FlorenceModel(checkpoint: folder)
      }
    }
    #expect(try open(51_289, 51_328).configuration.text.vocabularySize == 51_328)
    #expect(try open(51_328, 51_289).configuration.text.vocabularySize == 51_289)
    #expect(throws: WeightReport.self) { try open(51_289, 120) }
  }

  private static let wrappers: [@Sendable (String) -> String] = [
    { "_orig_mod." + $0 }, { "module." + $0 }, { "model." + $0 }, { "module._orig_mod." + $0 }, { "state.net.model." + $0 },
    { $0.replacing("language_model.", with: "language_model._fsdp_wrapped_module.") },
    { $0.replacing("decoder.layers.0.", with: "decoder.layers.0._checkpoint_wrapped_module.module.") },
  ]

  @Test(arguments: FlorenceConfiguration.Layout.allCases, wrappers.indices)
  func weightsOfAWrappedModel(layout: FlorenceConfiguration.Layout, wrapper: Int) throws {
    try TinyFlorence.changed(layout) { tensors in
      tensors = Dictionary(uniqueKeysWithValues: tensors.map { (Self.wrappers[wrapper]($0.key), $0.value) })
    } _: { folder in
      let model = try FlorenceModel(checkpoint: folder)
      // Weights of 16 bits, which Microsoft's are, are computed with in another order than those written here.
      #expect(
        difference(try TinyFlorence.logits(model), try TinyFlorence.logits(TinyFlorence.model(layout)), relative: 1e-5, absolute: 1e-5)
          == nil)
    }
  }

  /// What `Florence2Model`, the part below the head, saves.
  @Test func weightsOfTheBaseModelAlone() throws {
    try TinyFlorence.changed { tensors in
      tensors["lm_head.weight"] = nil
      tensors = Dictionary(uniqueKeysWithValues: tensors.map { (String($0.key.dropFirst("model.".count)), $0.value) })
    } _: { folder in
      expectSameWeights(try FlorenceModel(checkpoint: folder), try TinyFlorence.model())
    }
  }

  /// A name of the file itself is told, and two names for one tensor are one too many.
  @Test func faultsOfAWrappedModel() throws {
    try TinyFlorence.changed { tensors in
      let bias = tensors.removeValue(forKey: "model.vision_tower.convs.0.conv.bias")
      tensors["model.vision_tower.convs.0.conv._orig_mod.weight"] = tensors["model.vision_tower.convs.0.conv.weight"]
      tensors = Dictionary(uniqueKeysWithValues: tensors.map { ("module." + $0.key, $0.value) })
      tensors["module.odd"] = bias
    } _: { folder in
      let report = try #require(throws: WeightReport.self) { try FlorenceModel(checkpoint: folder) }
      #expect(report.missing.map(\.name) == ["model.vision_tower.convs.0.conv.bias"])
      #expect(
        report.unexpected.map(\.name) == ["module.model.vision_tower.convs.0.conv.weight", "module.odd"])
    }
    try TinyFlorence.changed { tensors in
      tensors["model.language_model.encoder.layers.0.fc1.lora_A.default.weight"] = .zeros([2, 16])
    } _: { folder in
      let report = try #require(throws: WeightReport.self) { try FlorenceModel(checkpoint: folder) }
      #expect(report.diagnostics.map(\.hint?.isEmpty) == [false] && report.diagnostics[0].message.hasPrefix("holds adapters"))
    }
  }

  @Test(arguments: [DType.float32, .float16, .bfloat16], [Float.nan, .infinity, -.infinity])
  func weightsThatAreNoNumbers(type: DType, number: Float) throws {
    let names = ["model.language_model.decoder.layers.0.fc1.weight", "model.vision_tower.convs.0.conv.bias"]
    try TinyFlorence.changed(as: type) { tensors in
      for name in names {
        var values = tensors[name]?.values ?? []
        values[values.count - 1] = number
        tensors[name] = tensors[name].map { Tensor(values, shape: $0.shape) }
      }
    } _: { folder in
      let faults = try #require(throws: Faults.self) { try FlorenceModel(checkpoint: folder) }
      #expect(faults.diagnostics.map(\.message) == names.map { "tensor \($0) has 1 number that is infinite or none" })
      #expect(faults.diagnostics.allSatisfy { $0.file == folder.appending("model.safetensors").string })
    }
  }

  @Test(arguments: ["config.json", "model.safetensors"]) func pointersOfGitLFS(file: String) throws {
    try TinyFlorence.changed { _ in
    } _: { folder in
      let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 7\n"
      try AtomicFile.write(Data(pointer.utf8), to: folder.appending(file))
      let faults = try #require(throws: Faults.self) { try FlorenceModel(checkpoint: folder) }
      #expect(faults.diagnostics.map(\.message) == ["is a Git LFS pointer, not the file itself"])
      #expect(faults.diagnostics[0].file == folder.appending(file).string && faults.diagnostics[0].hint?.contains("git lfs pull") == true)
    }
  }

  @Test func shards() throws {
    try TinyFlorence.withTemporaryFolder { folder in
      let source = try SafeTensorsFile(TinyFlorence.folder().appending("model.safetensors"))
      var map: [String: String] = [:]
      for shard in 0..<3 {
        let names = source.names.enumerated().filter { $0.offset % 3 == shard }.map(\.element)
        try SafeTensorsWriter.write(names.map { ($0, try source.tensor($0)) }, to: folder.appending("model-\(shard).safetensors"))
        for name in names { map[name] = "model-\(shard).safetensors" }
      }
      func write(_ map: [String: String]) throws {
        let index = try JSONSerialization.data(withJSONObject: ["metadata": ["total_size": 1], "weight_map": map])
        try AtomicFile.write(index, to: folder.appending("model.safetensors.index.json"))
      }
      try write(map)
      try FileManager.default.copyItem(
        atPath: TinyFlorence.folder().appending("config.json").string, toPath: folder.appending("config.json").string)
      expectSameWeights(try FlorenceModel(checkpoint: folder), try TinyFlorence.model())

      map[source.names[0]] = "model-1.safetensors"
      map[source.names[1]] = "../model-1.safetensors"
      map[source.names[2]] = "gone.safetensors"
      try write(map)
      let faults = try #require(throws: Faults.self) { try FlorenceModel(checkpoint: folder) }
      #expect(faults.diagnostics.count == 3)
    }
  }

  @Test func noWeights() throws {
    try TinyFlorence.withTemporaryFolder { folder in
      #expect(throws: Faults.self) { try FlorenceModel(checkpoint: folder) }
      try FileManager.default.copyItem(
        atPath: TinyFlorence.folder().appending("config.json").string, toPath: folder.appending("config.json").string)
      let none = try #require(throws: Faults.self) { try FlorenceModel(checkpoint: folder) }
      #expect(none.diagnostics[0].message.contains("no weights"))
      try AtomicFile.write(Data([0]), to: folder.appending("pytorch_model.bin"))
      let pickled = try #require(throws: Faults.self) { try FlorenceModel(checkpoint: folder) }
      #expect(pickled.diagnostics[0].message.contains("pytorch_model.bin"))
    }
  }

  /// It has the names of transformers' own file, the same values, and again the same after a detour through the other layout.
  @Test func savingAndReopening() throws {
    let model = try TinyFlorence.model()
    try TinyFlorence.withTemporaryFolder { folder in
      for layout in FlorenceConfiguration.Layout.allCases {
        let copy = folder.appending(layout.rawValue)
        try FileManager.default.createDirectory(atPath: copy.string, withIntermediateDirectories: true)
        try model.save(to: copy, layout: layout)
        let reopened = try FlorenceModel(checkpoint: copy)
        #expect(reopened.configuration.layout == layout)
        expectSameWeights(reopened, model)
        let written = try SafeTensorsFile(copy.appending("model.safetensors"))
        let reference = try SafeTensorsFile(TinyFlorence.folder(layout).appending("model.safetensors"))
        #expect(written.names == reference.names)
        for name in written.names {
          // The fixture in the original layout is stored in F16.
          #expect(
            difference(try written.tensor(name), try reference.tensor(name), relative: layout == .microsoft ? 1e-3 : 1e-6) == nil, "\(name)"
          )
        }
      }
    }
  }
}
