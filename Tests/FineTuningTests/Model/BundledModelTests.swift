import Essentials
import FineTuning
import Florence
import Foundation
import Layers
import LoRA
import SystemPackage
import Tensors
import TestSupport
import Testing

/// The model that is part of the program, which other weights may replace: nothing here knows its sizes.
@Suite(.serialized) struct BundledModelTests {
  private func nano() throws -> LoadedModel {
    var configuration = Configuration()
    configuration.modelID = LoadedModel.bundled
    return try LoadedModel.open(configuration)
  }

  private func smallRun() throws -> SmallRun {
    var small = try SmallRun()
    small.configuration.modelID = LoadedModel.bundled
    small.configuration.imageSize = nil
    return small
  }

  @Test func itNeedsNoFilesAndOpensAtOnce() throws {
    let opened = try nano()
    #expect(opened.id == "nano")
    #expect(opened.folder == nil)
    #expect(!opened.isRandom)
    #expect(opened.tokenizer.vocabularySize <= opened.model.configuration.text.vocabularySize)
    // Its large weights stay as they are stored, in the program's own bytes.
    #expect(opened.model.uniqueParameters.contains { $0.parameter.storedValue.dtype == .float16 })
    let fastest = try (0..<5).map { _ in try ContinuousClock().measure { _ = try nano() } }.min()
    // What nobody notices, on a slow core that others use too.
    #expect(try #require(fastest) < .milliseconds(150))
  }

  /// A folder of that name is another model.
  @Test func aFolderIsMeantByItsPath() throws {
    let folder = try TestFolder()
    var configuration = Configuration()
    configuration.modelID = folder.appending("nano").string
    let found = try #require(faults { try LoadedModel.open(configuration) })
    #expect(found[0].message.hasPrefix("there is no folder "))
    #expect(found[0].hint?.hasSuffix("or nano or tiny") == true)
  }

  @Test(arguments: DType.checkpointTypes) func itsFolderCanBeHad(_ precision: DType) throws {
    let folder = try TestFolder()
    let opened = try nano()
    try opened.export(to: folder.appending("nano"), precision: precision)
    let names = try folder.names("nano")
    for name in [
      "config.json", "generation_config.json", "merges.txt", "model.safetensors", "preprocessor_config.json", "special_tokens_map.json",
      "tokenizer.json", "tokenizer_config.json", "vocab.json",
    ] {
      #expect(names.contains(name), "\(name)")
    }
    var configuration = Configuration()
    configuration.modelID = folder.appending("nano").string
    let copy = try LoadedModel.open(configuration)
    #expect(copy.preprocessing.size == opened.preprocessing.size)
    let text = "<OD> a red star<loc_7>\n"
    #expect(copy.tokenizer.encode(text) == opened.tokenizer.encode(text))
    // It is stored in float16, so that neither precision loses anything.
    for ((name, a), (_, b)) in zip(opened.model.uniqueParameters, copy.model.uniqueParameters) {
      #expect(a.value.values == b.value.values, "\(name)")
    }
  }

  @Test func adaptersNameItAndComeBack() throws {
    let small = try smallRun()
    let report = try small.finished()
    #expect(try LowRankAdaptation.origin(of: report.folder.latest).baseModel == "nano")
    var settings = small.configuration
    settings.modelID = LoadedModel.miniature
    let away = small.folder.appending("away")
    try FileManager.default.copyItem(atPath: report.folder.latest.string, toPath: away.string)
    let inMemory = try Evaluation(small.configuration, checkpoint: report.folder.latest).run().result.values
    #expect(try Evaluation(settings, checkpoint: away, isModelGiven: false).run().result.values == inMemory)
    try settings.adopt(adaptersOf: away)
    #expect(settings.modelID == "nano")
  }

  @Test func aRunOnItGoesOn() throws {
    let small = try smallRun()
    let whole = try small.finished()
    let limit = StepLimit(2)
    let stopped = try TrainingRun.start(small.configuration).run(stop: limit.token, onEvent: limit.count)
    let resumed = try TrainingRun.resume(stopped.folder.path).run()
    #expect(try whole.folder.state().differences(from: resumed.folder.state()) == [])
    let found = try #require(faults { try TrainingRun.resume(stopped.folder.path) { $0.modelID = LoadedModel.miniature } })
    #expect(found[0].message.contains("the run was trained from nano (weights "), "\(found)")
    #expect(found[0].message.contains(", and tiny has other weights ("), "\(found)")
  }

  /// Weights of 16 bits are trained in 32: what a step changes is less than 16 bits can tell.
  @Test func allOfItTrainsInFullPrecision() throws {
    let small = try smallRun()
    let report = try small.finished {
      $0.training = .full
      $0.learningRate = 1e-6
    }
    let trained = try SafeTensorsFile(report.folder.latest.appending("model.safetensors"))
    #expect(trained.entries.values.allSatisfy { $0.type == .float32 })
    let opened = try nano()
    var (changed, total) = (0, 0)
    for (name, parameter) in opened.model.uniqueParameters where parameter.storedValue.dtype == .float16 {
      let values = try trained.tensor(name).values
      #expect(values != parameter.value.values, "\(name)")
      changed += values.count { $0 != Float(Float16($0)) }
      total += values.count
    }
    #expect(changed > total / 4)
  }
}
