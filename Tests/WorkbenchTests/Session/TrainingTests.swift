import Essentials
import FineTuning
import Foundation
import Script
import SystemPackage
import Testing
import Workbench

/// Stepping, going on and beginning anew: the numbers do not depend on how a training is cut into commands.
@Suite(.serialized) struct TrainingTests {
  @Test(arguments: ["model_dropout=0.1", "model_dropout=0 freeze_vision=true", "training=full"])
  func stepsEpochsAndRunsGiveTheSameLosses(_ settings: String) throws {
    var losses: [[Double]] = []
    for commands in ["train", "step; step 2\nstep 3", "epoch\nepoch", "step\nepoch 2", "epoch\ntrain epochs=2"] {
      let bench = try Bench(settings)
      try bench.run(commands)
      losses.append(try bench.history("loss"))
    }
    #expect(Set(losses[0]).count > 2)
    for other in losses { #expect(other == losses[0]) }
  }

  /// What `maestro florence2 train` does with these settings.
  @Test func aSessionsTrainingIsTheShells() throws {
    let bench = try Bench("model_dropout=0.1")
    try bench.run("step 6")
    var shell: [Double] = []
    _ = try TrainingRun.start(bench.session.configuration).run { if case .step(let report, _) = $0 { shell.append(report.loss) } }
    #expect(try bench.history("loss") == shell)
  }

  @Test func resultsTellWhatWasDone() throws {
    let bench = try Bench()
    guard case .record(let first) = try bench.run("step 2"), case .record(let second) = try bench.run("step 2") else {
      Issue.record("no records")
      return
    }
    let losses = try bench.history("loss")
    #expect(first["epoch"] == 1 && first["step"] == 2 && second["epoch"] == 2 && second["step"] == 4)
    #expect(first["loss"] == .number(losses[1]))
    let mean = try #require(second["mean_loss"]?.asNumber)
    #expect(mean > min(losses[2], losses[3]) && mean < max(losses[2], losses[3]))
    #expect(try #require(second["samples_per_second"]?.asNumber) > 0)
    // The first epoch ended on the way and was measured.
    #expect(try bench.run("history loss split=valid") != Value.list(List([])))
  }

  @Test func aChangeInMidRunHoldsFromTheNextStep() throws {
    let bench = try Bench("lr_scheduler=linear")
    try bench.run("step 2\nset lr=5e-3 batch_size=3\nstep")
    // Two of three steps of the first epoch are done, one sample is left of it and two steps of three samples in the next.
    let expected = [1e-3, 1e-3 * 5 / 6, 5e-3 * 3 / 5]
    let rates = try bench.history("lr")
    #expect(rates.count == expected.count)
    for (one, other) in zip(rates, expected) { #expect(abs(one - other) < 1e-12) }
    guard case .list(let changes) = try bench.run("history changes"), case .record(let change)? = changes.elements.first else {
      Issue.record("no changes")
      return
    }
    #expect(changes.elements.count == 2)
    #expect(change["step"] == 2 && change["name"] == "lr" && change["old"] == "0.001" && change["new"] == "0.005")
  }

  @Test func dropoutsCanBeSwitchedInMidRun() throws {
    let still = try Bench("model_dropout=0")
    try still.run("step 4")
    let loud = try Bench("model_dropout=0")
    try loud.run("step 2\nset model_dropout=0.3\nstep\nset model_dropout=none\nstep")
    #expect(try still.history("loss")[..<2] == loud.history("loss")[..<2])
    #expect(try still.history("loss")[2] != loud.history("loss")[2])
  }

  @Test func whatShapesTheTrainingIsFixedAfterTheFirstStep() throws {
    let bench = try Bench()
    try bench.run("set lora_r=2\nstep")
    #expect(try bench.field("trainable", of: "model info") == bench.field("trainable", of: "lora r=2"))
    try bench.run("step")
    let error = try #require(bench.fault(of: "set lr=7 lora_r=4 seed=9"))
    #expect(error.diagnostics.map { $0.message.prefix(7) } == ["lora_r ", "seed is"])
    #expect(error.diagnostics.allSatisfy { $0.hint?.contains("reset") == true })
    #expect(bench.session.configuration.learningRate == 1e-3)
    try bench.run("reset\nset lora_r=4\nstep")
    #expect(try bench.field("r", of: "lora") == 4)
  }

  @Test func resetBeginsAnew() throws {
    for settings in ["model_dropout=0.1", "training=full"] {
      let bench = try Bench(settings)
      try bench.run("step 4")
      let first = try bench.history("loss")
      try bench.run("reset\nstep 4")
      #expect(try bench.history("loss") == first)
      try bench.run("reset seed=7\nstep 4")
      #expect(try bench.history("loss") != first)
      #expect(bench.session.configuration.seed == 7)
    }
  }

  @Test func aTrainingHasOneRunFolder() throws {
    let bench = try Bench()
    let first = try bench.field("path", of: "train epochs=1")
    #expect(try bench.field("path", of: "train epochs=2") == first)
    try bench.run("reset")
    #expect(try bench.field("path", of: "train epochs=1") != first)
    let path = try #require(first?.display)
    #expect(try Configuration(file: FilePath(path).appending("configuration.json")).epochs == 2)
    #expect(try TrainingRun.resume(FilePath(path)).savedStep == 6)
  }

  @Test func steppingWritesNoFiles() throws {
    let bench = try Bench()
    try bench.run("step\nepoch")
    #expect(!FileManager.default.fileExists(atPath: bench.folder.appending("runs").string))
  }

  @Test func anotherDatasetKeepsWhatWasLearned() throws {
    let bench = try Bench(counts: .init(train: 6, valid: 3, test: 2))
    try bench.run("train epochs=1")
    let before = try bench.field("loss", of: "evaluate split=test")
    try bench.run("dataset load \(bench.folder.appending("data"))")
    #expect(try bench.history("loss").count == 3, "the same dataset ends nothing")
    let other = try Bench(counts: .init(train: 4, valid: 0, test: 2))
    try bench.run("dataset load \(other.folder.appending("data"))")
    #expect(bench.session.training == nil)
    try bench.run("dataset load \(bench.folder.appending("data"))")
    #expect(try bench.field("loss", of: "evaluate split=test") == before)
  }

  @Test func unsavedTrainingIsKnown() throws {
    let bench = try Bench()
    #expect(bench.session.unsavedTraining == nil)
    try bench.run("step")
    #expect(bench.session.unsavedTraining?.hasPrefix("1 step of training") == true)
    try bench.run("checkpoint save \(bench.folder.appending("kept"))")
    #expect(bench.session.unsavedTraining == nil)
    try bench.run("step 2")
    #expect(bench.session.unsavedTraining?.hasPrefix("2 steps of training after step 1") == true)
    try bench.run("train epochs=2")
    #expect(bench.session.unsavedTraining == nil)
  }
}
