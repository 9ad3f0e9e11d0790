import Essentials
import Files
import FineTuning
import Foundation
import Layers
import SystemPackage
import Tensors
import TestSupport
import Testing

/// Whole trainings, from the files to the files, against PyTorch with transformers and PEFT.
struct ParityTests {
  @Test("losses, gradient norms, learning rates and validation of every training", arguments: try! ParityCase.all())
  func course(_ expected: ParityCase) throws {
    let folder = TemporaryFolder()
    let run = try expected.start(in: folder.path)
    var steps: [[Double]] = []
    var validation: [Double] = []
    let report = try run.run { event in
      if case .step(let step, _) = event { steps.append([step.loss, step.gradientNorm, step.learningRate]) }
      if case .epoch(let epoch, _, _) = event { validation.append(epoch.validation["loss"] ?? .nan) }
    }
    #expect(report.outcome == .finished)
    #expect(steps.count == expected.steps.count && validation.count == expected.validation.count)
    for (index, (step, wanted)) in zip(steps, expected.steps).enumerated() {
      #expect(isNear(step[0], wanted[0]), "loss of step \(index + 1): \(step[0]), expected \(wanted[0])")
      #expect(isNear(step[1], wanted[1], 5e-4), "gradient norm of step \(index + 1): \(step[1]), expected \(wanted[1])")
      #expect(isNear(step[2], wanted[2], 1e-12), "learning rate of step \(index + 1): \(step[2]), expected \(wanted[2])")
    }
    for (epoch, (value, reference)) in zip(validation, expected.validation).enumerated() {
      #expect(isNear(value, reference), "validation after epoch \(epoch + 1): \(value), expected \(reference)")
    }
  }

  @Test("trained adapters and their answers, in both namings", arguments: ["lora", "lora_original"])
  func trained(_ name: String) throws {
    let folder = TemporaryFolder()
    let expected = try ParityCase.named(name)
    let run = try expected.start(in: folder.path)
    let checkpoint = try run.run().folder.latest

    let reference = try Fixture.tensors("parity", "trained")
    let written = try SafeTensorsFile(checkpoint.appending("adapter_model.safetensors"))
    let renamed = try ParityCase.microsoftNames()
    var compared = 0
    for key in reference.entries.keys {
      let own = name == "lora" ? key : try #require(renamed[key])
      #expect(difference(try written.tensor(own), try reference.tensor(key), relative: 2e-5) == nil, "\(own)")
      compared += 1
    }
    #expect(compared == 2 * 33 && written.entries.count == compared)

    for (beams, wanted) in try #require(expected.answers) {
      var configuration = run.configuration
      let count: Int = try #require(Int(beams))
      (configuration.beams, configuration.noRepeatNGramSize, configuration.maximumNewTokens) = (count, 3, 16)
      let predictor = try Predictor(configuration, checkpoint: checkpoint)
      for (question, ids) in zip(ParityCase.questions, wanted) {
        let prediction = try predictor.predict(ParityCase.dataset.appending("valid").appending(question.image), task: question.task)
        #expect(prediction.answer.ids == ids, "\(question.image) with \(beams) beams")
      }
    }
  }

  @Test("a run that began with given adapters stops and goes on bit by bit")
  func resumed() throws {
    let folder = TemporaryFolder()
    for name in ["lora_original", "lora_only", "adam"] {
      let expected = try ParityCase.named(name)
      let whole = try expected.start(in: folder.path)
      let wholeReport = try whole.run()

      let stopped = try expected.start(in: folder.path)
      var steps = 0
      let stop = StopSwitch()
      let report = try stopped.run(stop: stop.token) { event in
        if case .step = event { steps += 1 }
        if steps == 5 { stop.stop() }
      }
      #expect(report.outcome == .stopped && report.steps == 5)
      let settings = try Configuration(file: report.folder.configuration)
      #expect(settings == stopped.configuration)
      #expect(try TrainingRun.resume(report.folder.path).run().outcome == .finished)
      for file in ["adapter_model.safetensors", "state.safetensors"] {
        #expect(try bytes(wholeReport.folder, file) == bytes(report.folder, file), "\(name) \(file)")
      }
    }
  }

  /// PEFT writes the weight of an adapted head, which may be another than the model's: what was left of it, or a rounded one.
  @Test("adapters that bring a weight of their own are trained further, stop and go on bit by bit")
  func resumedWithAnotherWeight() throws {
    let folder = TemporaryFolder()
    let source = ParityCase.folder.appending("adapters").appending("native")
    let adapters = folder.path.appending("adapters")
    try FileManager.default.createDirectory(atPath: adapters.string, withIntermediateDirectories: true)
    for initialization in ["true", "pissa", "loftq"] {
      let json = try Data(contentsOf: URL(fileURLWithPath: source.appending("adapter_config.json").string))
      var settings = try #require(JSONSerialization.jsonObject(with: json) as? [String: Any])
      settings["init_lora_weights"] = initialization == "true" ? true as Any : initialization
      settings["loftq_config"] = ["loftq_bits": 8, "loftq_iter": 1]
      try AtomicFile.write(JSONSerialization.data(withJSONObject: settings), to: adapters.appending("adapter_config.json"))
      let file = try SafeTensorsFile(source.appending("adapter_model.safetensors"))
      let key = "base_model.model.lm_head.base_layer.weight"
      try SafeTensorsWriter.write(
        try file.names.map { ($0, try file.tensor($0).scaled(by: $0 == key ? 0.8 : 1)) },
        to: adapters.appending("adapter_model.safetensors"))

      var configuration = Configuration(dataset: ParityCase.dataset.string, epochs: 2, batchSize: 2, learningRate: 1e-3)
      try configuration.adopt(adaptersOf: adapters)
      configuration.modelID = ParityCase.folder.appending("native").string
      configuration.outputFolder = folder.path.appending(initialization).string
      let whole = try TrainingRun.start(configuration, adaptersOf: adapters)
      #expect(whole.facts.contains { $0.hasPrefix("lm_head has the weight that came with the adapters") })
      let wholeReport = try whole.run()
      let stop = StopSwitch()
      let report = try TrainingRun.start(configuration, adaptersOf: adapters).run(stop: stop.token) { event in
        if case .step = event { stop.stop() }
      }
      #expect(report.outcome == .stopped)
      #expect(try TrainingRun.resume(report.folder.path).run().outcome == .finished)
      for file in ["adapter_model.safetensors", "state.safetensors"] {
        #expect(try bytes(wholeReport.folder, file) == bytes(report.folder, file), "\(initialization) \(file)")
      }
      let written = try SafeTensorsFile(report.folder.latest.appending("adapter_model.safetensors")).tensor(key)
      let given = try file.tensor(key).scaled(by: 0.8)
      #expect(difference(written, given, relative: 0, absolute: 0) == nil)
    }
  }

  /// The original's code registers a buffer that PEFT 0.14 takes for a bias.
  @Test("adapters with all biases have a buffer of Microsoft's code among them, which says nothing")
  func buffer() throws {
    let folder = TemporaryFolder()
    var configuration = Configuration()
    configuration.modelID = ParityCase.folder.appending("original").string
    configuration.bias = .all
    try TrainableModel(try LoadedModel.open(configuration), &configuration).writeAdapters(to: folder.path)
    let path = folder.path.appending("adapter_model.safetensors")
    let file = try SafeTensorsFile(path)
    let buffer = ("base_model.model.language_model.final_logits_bias", Tensor.zeros([1, 1456]))
    try SafeTensorsWriter.write(try file.names.map { ($0, try file.tensor($0).copy()) } + [buffer], to: path)
    _ = try TrainableModel(try LoadedModel.open(configuration), &configuration, adaptersOf: folder.path)
  }

  private func bytes(_ folder: RunFolder, _ file: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: folder.latest.appending(file).string))
  }

  @Test("settings that given adapters decide come from their file")
  func adopted() throws {
    var configuration = Configuration()
    configuration.modelID = "a model"
    try configuration.adopt(adaptersOf: ParityCase.folder.appending("adapters").appending("all"))
    #expect(configuration.loraRank == 2 && configuration.loraAlpha == 5 && configuration.usesRSLoRA)
    #expect(configuration.bias == .all && configuration.loraDropout == 0 && configuration.loraInitialization == .kaiming)
    #expect(configuration.targetModules == .names(["fc2", "q_proj"]))
    #expect(configuration.modelID == "a model")

    let folder = TemporaryFolder()
    let run = try ParityCase.named("lora_only").start(in: folder.path)
    guard case .names(let names) = run.configuration.targetModules else {
      Issue.record("no names: \(run.configuration.targetModules)")
      return
    }
    #expect(names.count > 3)
    #expect(names.allSatisfy { $0.hasPrefix("model.") })
  }

  @Test("adapters that cannot be trained further are refused before a folder is made")
  func refused() throws {
    let folder = TemporaryFolder()
    let adapters = ParityCase.folder.appending("adapters").appending("native")
    var configuration = Configuration(dataset: ParityCase.dataset.string)
    configuration.modelID = ParityCase.folder.appending("native").string
    configuration.outputFolder = folder.path.string
    var full = configuration
    full.training = .full
    var frozen = configuration
    frozen.freezesVision = true
    var otherModel = configuration
    otherModel.modelID = LoadedModel.miniature
    for settings in [full, frozen, otherModel] {
      #expect(throws: Faults.self) { try TrainingRun.start(settings, adaptersOf: adapters) }
    }
    let model = FilePath(configuration.modelID)
    #expect(throws: Faults.self) { try TrainingRun.start(configuration, adaptersOf: model) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path.string).isEmpty)
  }

  /// Ours is single precision. In losses that shows after the fifth digit; norms differ more, in PyTorch's single precision too, for Adam
  /// makes whole steps of gradients that are nothing but rounding.
  private func isNear(_ value: Double, _ reference: Double, _ tolerance: Double = 1e-5) -> Bool {
    abs(value - reference) <= tolerance * abs(reference)
  }
}
