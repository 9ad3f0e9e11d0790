import FineTuning
import Florence
import Foundation
import Layers
import LoRA
import SystemPackage
import Tensors
import TestSupport
import Testing

/// Merged models in either naming, from checkpoints in either; `Scripts/oracles/exchange.py` lets transformers open them.
@Suite struct MergedExportTests {
  private func fitted(_ base: String, targets: [String], _ change: (inout Configuration) -> Void = { _ in }) throws -> TrainableModel {
    var configuration = Configuration()
    configuration.modelID = ParityCase.folder.appending(base).string
    configuration.loraInitialization = .random
    configuration.loraRank = 4
    configuration.targetModules = .names(targets)
    change(&configuration)
    return try TrainableModel(LoadedModel.open(configuration), &configuration)
  }

  private func settings(_ folder: TestFolder) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(folder.bytes("config.json")))
    return try #require(object as? [String: Any])
  }

  @Test(arguments: ["native", "original"], FlorenceConfiguration.Layout.allCases)
  func weightsComeBack(_ base: String, _ layout: FlorenceConfiguration.Layout) throws {
    let changes: [(inout Configuration) -> Void] = [
      { _ in }, { $0.usesDoRA = true }, { $0.loraInitialization = .pissa }, { $0.loraInitialization = .loftq }, { $0.bias = .all },
    ]
    for (index, change) in changes.enumerated() {
      let fitted = try fitted(base, targets: ["q_proj", "fc2", "lm_head"], change)
      let adaptation = try #require(fitted.adaptation)
      for module in adaptation.modules { module.adapter.up.value = module.adapter.up.value.scaled(by: 1.5) }
      let folder = try TestFolder()
      try fitted.exportMerged(to: folder.path, layout: layout)
      #expect(!adaptation.isMerged)

      var configuration = Configuration()
      configuration.modelID = folder.path.string
      let reopened = try LoadedModel.open(configuration)
      #expect(reopened.model.configuration.layout == layout)
      adaptation.merge()
      let (own, other) = (fitted.opened.model.namedParameters, reopened.model.namedParameters)
      #expect(own.map(\.name) == other.map(\.name))
      for (one, another) in zip(own, other) {
        #expect(difference(one.parameter.value, another.parameter.value, relative: 0, absolute: 0) == nil, "\(index) \(one.name)")
      }
      // The head is the embedding no more, and transformers must not tie them again.
      #expect(try settings(folder)["tie_word_embeddings"] as? Bool == false)
      let names = try SafeTensorsFile(folder.appending("model.safetensors")).names
      #expect(names.count == Set(names).count)
      #expect(names.contains(layout == .transformers ? "lm_head.weight" : "language_model.lm_head.weight"))
    }
  }

  @Test func aHeadWithoutAdapterStaysTheEmbedding() throws {
    for layout in FlorenceConfiguration.Layout.allCases {
      let folder = try TestFolder()
      try fitted("native", targets: ["q_proj"]).exportMerged(to: folder.path, layout: layout)
      #expect(try settings(folder)["tie_word_embeddings"] as? Bool == (layout == .transformers ? true : nil))
      var configuration = Configuration()
      configuration.modelID = folder.path.string
      let names = try SafeTensorsFile(folder.appending("model.safetensors")).names
      #expect(names.contains("lm_head.weight") == false)
      #expect(try LoadedModel.open(configuration).model.parameterCount > 0)
    }
  }
}
