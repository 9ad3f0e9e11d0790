import FineTuning
import Foundation
import Script
import SystemPackage
import Testing
import Workbench

/// Saved states and adapters, and what comes back of them.
@Suite(.serialized) struct CheckpointCommandTests {
  @Test(arguments: ["model_dropout=0.1", "training=full", "bias=all"])
  func aCheckpointGoesOnToTheBit(_ settings: String) throws {
    let bench = try Bench(settings)
    let kept = bench.folder.appending("kept")
    try bench.run("step 2\nset lr=2e-3\ncheckpoint save \(kept)\nstep 3")
    let losses = try bench.history("loss")
    try bench.run("checkpoint load \(kept)")
    #expect(try bench.history("loss") == Array(losses[..<2]))
    try bench.run("step 3")
    #expect(try bench.history("loss") == losses)

    // In a session that knows nothing, the settings, the dataset and the model come with it.
    let session = Session()
    let interpreter = Interpreter(commands: .workbench, session: session)
    _ = try interpreter.run(SourceText("checkpoint load \(kept)\nstep 3"))
    #expect(session.training?.state == bench.session.training?.state)
    #expect(session.configuration.learningRate == 2e-3)
    #expect(session.changes.map(\.new) == ["0.002"] && session.changes == bench.session.changes)
    _ = try interpreter.run(SourceText("let rates = (history lr)\nassert len($rates) == 5"))
  }

  /// What the steps of a run without a prompt were made with is there for figures, and for going on.
  @Test func aRunOfTheShellHasItsRatesAndNorms() throws {
    let bench = try Bench()
    var configuration = bench.session.configuration
    configuration.dataset = bench.folder.appending("data").string
    let run = try TrainingRun.start(configuration)
    _ = try run.run()
    #expect(try run.folder.history("training").metrics == ["loss"])
    let picture = bench.folder.appending("rates.png")
    #expect(try bench.field("path", of: "plot lr grad_norm runs=['\(run.folder.path)'] to='\(picture)'") == .text(picture.string))
    try bench.run("checkpoint load '\(run.folder.path)'")
    let steps = try bench.history("loss").count
    #expect(steps == 6)
    #expect(try bench.history("lr").count == steps && bench.history("grad_norm").count == steps)
  }

  @Test func anotherDatasetIsRefusedAndNothingIsLost() throws {
    let bench = try Bench()
    try bench.run("step 2\ncheckpoint save \(bench.folder.appending("kept"))")
    let other = try Bench("lora_r=4", counts: .init(train: 4, valid: 0, test: 1))
    try other.run("step")
    let before = try #require(other.session.training?.state)
    let error = try #require(other.fault(of: "checkpoint load \(bench.folder.appending("kept"))"))
    #expect(error.diagnostics.first?.message.contains("another dataset") == true)
    #expect(other.session.training?.state == before)
    #expect(try other.field("step", of: "step") == 2)
  }

  /// Whatever was better before, a run folder has a best checkpoint from its first end of an epoch on.
  @Test(arguments: ["epoch 2", "epoch 2\nstep", "epoch 3"])
  func aRunThatGoesOnFromACheckpointHasABest(_ before: String) throws {
    let bench = try Bench("model_dropout=0.1")
    let kept = bench.folder.appending("kept")
    // Epochs get no better: what is best was before the checkpoint.
    try bench.run("\(before)\nset lr=0\ncheckpoint save \(kept)\nreset\ncheckpoint load \(kept)")
    let path = try #require(try bench.field("path", of: "train epochs=3"))
    let best = FilePath(path.display).appending("checkpoints/best/adapter_model.safetensors")
    #expect(FileManager.default.fileExists(atPath: best.string), "\(best)")
    #expect(bench.last?.output?.text.contains("\nbest: epoch ") == true)
    let measured = try bench.run("evaluate metrics=[word_error_rate] checkpoint='\(path.display)'")
    #expect(measured != .none)
  }

  /// Before an epoch has ended there is no best checkpoint, and that the latest is taken is said.
  @Test func theLatestIsNotTakenForTheBestSilently() throws {
    var facts: [String] = []
    let bench = try Bench(onProgress: { if case .fact(let fact) = $0 { facts.append(fact) } })
    var configuration = bench.session.configuration
    configuration.dataset = bench.folder.appending("data").string
    let run = try TrainingRun.start(configuration)
    #expect(!FileManager.default.fileExists(atPath: run.folder.best.string))
    for command in ["evaluate checkpoint='\(run.folder.path)'", "predict split=test index=0 checkpoint='\(run.folder.path)'"] {
      facts = []
      try bench.run(command)
      #expect(facts.contains { $0.contains("has no best checkpoint: its latest one is taken") }, "\(command): \(facts)")
    }
    try bench.run("lora load '\(run.folder.path)'")
    #expect(bench.last?.output?.text.contains("its latest one is taken") == true)
  }

  @Test func whatIsNoCheckpointIsSaid() throws {
    let bench = try Bench()
    try bench.run("lora save \(bench.folder.appending("adapters"))")
    #expect(
      bench.fault(of: "checkpoint load \(bench.folder.appending("adapters"))")?.diagnostics.first?.hint?.contains("lora load") == true)
    #expect(bench.fault(of: "checkpoint load /nowhere") != nil)
    #expect(bench.fault(of: "lora load /nowhere") != nil)
    try bench.run("step")
  }

  @Test func adaptersAnswerAsTheyDidWhenTheyWereSaved() throws {
    let bench = try Bench()
    let adapters = bench.folder.appending("adapters")
    try bench.run("lora r=4 alpha=16\nstep 3\nlora save \(adapters)")
    let measured = try bench.run("evaluate metrics=[word_error_rate]")
    let base = try bench.run("reset\nevaluate metrics=[word_error_rate]")
    #expect(base != measured)
    #expect(try bench.field("r", of: "set lora_r=2 training=full\nlora load \(adapters)") == 4)
    #expect(bench.session.configuration.loraAlpha == 16)
    #expect(try bench.run("evaluate metrics=[word_error_rate]") == measured)
    // A checkpoint can be measured without touching what is in memory.
    #expect(try bench.run("reset\nevaluate checkpoint=\(adapters) metrics=[word_error_rate]") == measured)
    #expect(try bench.run("evaluate metrics=[word_error_rate]") == base)
  }

  /// What fails leaves adapters, training and settings as they were.
  @Test(arguments: ["lora r=4 targets=[nothing]", "set lr=2\nlora load ADAPTERS", "lora load /nowhere", "checkpoint load ADAPTERS"])
  func afterAFailureTrainingGoesOn(_ command: String) throws {
    let bench = try Bench("model_dropout=0.1")
    let adapters = bench.folder.appending("adapters")
    // These adapt the vision tower, which the next training leaves alone.
    try bench.run("lora save \(adapters)\nreset\nset freeze_vision=true\nstep 2")
    let (losses, configuration) = (try bench.history("loss"), bench.session.configuration)
    #expect(bench.fault(of: command.replacing("ADAPTERS", with: adapters.string)) != nil)
    #expect(bench.session.configuration.loraRank == configuration.loraRank)
    #expect(bench.session.configuration.targetModules == configuration.targetModules)
    #expect(try bench.history("loss") == losses)
    #expect(try bench.field("step", of: "step") == 3)
  }

  @Test func anExportedModelHasTheAdaptersInIt() throws {
    let bench = try Bench()
    let merged = bench.folder.appending("merged")
    try bench.run("lora init=false\nstep 3")
    let loss = try #require(bench.field("loss", of: "evaluate")?.asNumber)
    #expect(bench.fault(of: "model export \(merged)")?.diagnostics.first?.hint?.contains("merge=true") == true)
    try bench.run("model export \(merged) merge=true")
    #expect(try bench.field("loss", of: "evaluate")?.asNumber == loss, "the model in memory is as it was")
    let exported = try #require(bench.field("loss", of: "model load \(merged)\nevaluate")?.asNumber)
    #expect(abs(exported - loss) < 1e-5 * loss)
    #expect(bench.fault(of: "model export \(merged)")?.diagnostics.first?.message.contains("opened from") == true)
  }

  @Test func adaptersAndModelsDoNotMixInOneFolder() throws {
    let bench = try Bench()
    let folder = bench.folder.appending("kept")
    try bench.run("checkpoint save \(folder)\nreset\nset training=full")
    #expect(bench.fault(of: "checkpoint save \(folder)")?.diagnostics.first?.message.contains("holds adapters") == true)
  }
}
