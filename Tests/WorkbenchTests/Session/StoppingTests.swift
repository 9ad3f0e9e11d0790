import Essentials
import Script
import Synchronization
import Testing
import Workbench

/// A training command that does not come to its end keeps what was done, and says what does that much again.
@Suite(.serialized) struct StoppingTests {
  /// Ends once so many steps were made.
  private final class Patience: Sendable {
    let left = Atomic<Int>(.max)
    var token: StopToken { StopToken { self.left.load(ordering: .relaxed) <= 0 } }

    func count(_ progress: SessionProgress) {
      if case .training(.step) = progress { left.subtract(1, ordering: .relaxed) }
    }
  }

  @Test(arguments: [("step 6", ""), ("epoch 2", ""), ("train epochs=2", "set epochs=2\n")])
  func aStoppedCommandSaysWhatDoesAsMuch(_ command: String, _ before: String) throws {
    let patience = Patience()
    let bench = try Bench("model_dropout=0.1", stop: patience.token, onProgress: patience.count)
    try bench.run("step")
    patience.left.store(3, ordering: .relaxed)
    let error = try #require(bench.fault(of: command))
    patience.left.store(.max, ordering: .relaxed)
    let output = try #require(bench.last?.output)
    let made = try bench.history("loss").count
    #expect(error.cause == .stopped)
    #expect(made == 4)
    #expect(output.replay == before + "step \(made - 1)")
    #expect(output.stopped?.contains("stopped after step \(made)") == true)

    let again = try Bench("model_dropout=0.1")
    try again.run("step\n" + (output.replay ?? ""))
    #expect(try again.history("loss") == bench.history("loss"))
  }

  @Test func aFailureKeepsTheStepsBefore() throws {
    let bench = try Bench("training=full optimizer=sgd lr=1e6 epochs=9")
    let error = try #require(bench.fault(of: "step 20"))
    #expect(error.diagnostics.first?.message.contains("step") == true)
    let result = try #require(bench.last)
    let made = try bench.history("loss").count
    #expect(made > 0 && made < 20)
    #expect(result.output?.replay == "step \(made)")
    #expect(result.json?.contains(#""value": null"#) == true)
  }
}
