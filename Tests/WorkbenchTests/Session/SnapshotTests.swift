import Script
import Testing
import Workbench

/// Going back to a snapshot is going back to the bit.
@Suite(.serialized) struct SnapshotTests {
  @Test(arguments: ["model_dropout=0.1", "training=full", "bias=all optimizer=sgd lr=0.1"])
  func stepsAreTakenBack(_ settings: String) throws {
    let bench = try Bench(settings)
    try bench.run("step 2")
    let snapshot = bench.session.snapshot
    try bench.run("step 3")
    let losses = try bench.history("loss")
    try bench.session.restore(snapshot)
    #expect(try bench.history("loss") == Array(losses[..<2]))
    try bench.run("step 3")
    #expect(try bench.history("loss") == losses)
  }

  @Test(arguments: ["lora r=2", "reset seed=5", "set training=full", "lora r=2\nstep 2"])
  func otherFitsAreTakenBack(_ commands: String) throws {
    let bench = try Bench("bias=lora_only model_dropout=0.1")
    try bench.run("step 2")
    let (snapshot, losses) = (bench.session.snapshot, try bench.history("loss"))
    let expected = try bench.field("loss", of: "evaluate")
    if commands.hasPrefix("set") { try bench.run("reset") }
    try bench.run(commands)
    try bench.session.restore(snapshot)
    #expect(try bench.history("loss") == losses)
    #expect(try bench.field("loss", of: "evaluate") == expected)
    #expect(try bench.field("step", of: "step") == 3)
  }

  /// Before its first step nothing is known yet of what a training is going to change.
  @Test(arguments: ["model_dropout=0.1", "training=full", "bias=all optimizer=sgd lr=0.1", "init_lora_weights=pissa"])
  func theFirstStepsAreTakenBack(_ settings: String) throws {
    let bench = try Bench(settings)
    try bench.run("model info")
    let snapshots = [bench.session.snapshot, bench.session.snapshot]
    try bench.run("step 3")
    let losses = try bench.history("loss")
    for snapshot in snapshots {
      try bench.session.restore(snapshot)
      try bench.run("step 3")
      #expect(try bench.history("loss") == losses)
    }
  }

  @Test func settingsDatasetAndModelAreTakenBack() throws {
    let bench = try Bench()
    let (snapshot, configuration) = (bench.session.snapshot, bench.session.configuration)
    let other = try Bench(counts: .init(train: 3, valid: 0, test: 1))
    try bench.run("set lr=3\ndataset load \(other.folder.appending("data"))\nmodel load tiny\nset image_size=96")
    #expect(bench.session.revision > snapshot.revision)
    try bench.session.restore(snapshot)
    #expect(bench.session.configuration == configuration)
    #expect(bench.session.dataset?.path == bench.folder.appending("data"))
  }
}
