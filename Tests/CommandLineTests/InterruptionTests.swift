import Foundation
import SystemPackage
import TestSupport
import Testing
import Training

/// Signals: the run that is taken up afterwards leaves what an unbroken one leaves.
@Suite(.serialized) struct InterruptionTests {
  private static let line =
    "florence2 train --dataset data --model_id tiny --image_size 64 --epochs 4 --batch_size 1 --lr 1e-3 --save_every 2"
    + " --metrics word_error_rate --max_new_tokens 5"

  /// A folder with a dataset and an unbroken run of `line` in `whole/1`.
  private func withUnbrokenRun() throws -> TestFolder {
    let folder = try TestFolder.withDataset(.init(train: 8, valid: 2, test: 0))
    let outcome = try Program.run(Self.line + " --output_dir whole", in: folder)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return folder
  }

  private func state(_ folder: TestFolder, _ run: String) throws -> TrainingState {
    try TrainingState.read(folder.appending("\(run)/checkpoints/latest/state.safetensors")).state
  }

  private func expectSameFiles(_ folder: TestFolder, _ run: String) throws {
    #expect(try state(folder, "whole/1").differences(from: state(folder, run)) == [])
    for part in ["checkpoints/latest", "checkpoints/best", "metrics"] {
      let names = try folder.names("whole/1/\(part)")
      #expect(try folder.names("\(run)/\(part)") == names)
      for name in names {
        #expect(try folder.bytes("\(run)/\(part)/\(name)") == folder.bytes("whole/1/\(part)/\(name)"), "\(part)/\(name)")
      }
    }
  }

  /// Waits until the saved state of `run` has at least `steps` steps, or the program has ended.
  private func wait(for steps: Int, of program: Program, _ folder: TestFolder, _ run: String) {
    while program.process.isRunning, (try? state(folder, run).progress.step) ?? -1 < steps { usleep(2000) }
  }

  @Test func aSignalFinishesTheStepAndSaysHowToGoOn() throws {
    let folder = try withUnbrokenRun()
    for (index, signal) in [SIGINT, SIGTERM, SIGHUP].enumerated() {
      let run = "cut/\(index + 1)"
      let program = try Program(Self.line + " --output_dir cut", in: folder)
      wait(for: 2 + 4 * index, of: program, folder, run)
      kill(program.process.processIdentifier, signal)
      let outcome = program.finished()
      #expect(!outcome.wasKilled)
      #expect(outcome.status == (signal == SIGINT ? 130 : 143))
      #expect(outcome.output == "")
      let steps = try state(folder, run).progress.step
      #expect(steps >= 2 + 4 * index)
      #expect(outcome.errors.hasSuffix("stopped after step \(steps); go on with: maestro florence2 train --resume \(run)\n"))
      let resumed = try Program.run("florence2 train --resume \(run) --threads \(index + 1)", in: folder)
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(
        resumed.output.hasPrefix(
          "Latest checkpoint saved at: \(run)/checkpoints/latest\nBest checkpoint saved at: \(run)/checkpoints/best\nBest: epoch "))
      try expectSameFiles(folder, run)
    }
  }

  /// By these a batch system says that the time is nearly over.
  @Test func theSignalsOfBatchSystemsEndNothing() throws {
    let folder = try withUnbrokenRun()
    let program = try Program(Self.line + " --output_dir cut", in: folder)
    wait(for: 2, of: program, folder, "cut/1")
    for signal in [SIGUSR1, SIGUSR2] { kill(program.process.processIdentifier, signal) }
    let outcome = program.finished()
    #expect(!outcome.wasKilled && outcome.status == 0, "\(outcome.errors)")
    try expectSameFiles(folder, "cut/1")
  }

  @Test func twoInterruptsLeaveAWholeState() throws {
    let folder = try withUnbrokenRun()
    let program = try Program(Self.line + " --output_dir cut", in: folder)
    wait(for: 3, of: program, folder, "cut/1")
    for _ in 0..<2 { kill(program.process.processIdentifier, SIGINT) }
    let outcome = program.finished()
    #expect(outcome.status == 130 && !outcome.wasKilled)
    #expect(try Program.run("florence2 train --resume cut/1", in: folder).status == 0)
    try expectSameFiles(folder, "cut/1")
  }

  @Test func aKilledRunIsTakenUp() throws {
    let folder = try withUnbrokenRun()
    // Killed where the saved state is this far, or some moment later: in a step, in a measurement, or while files are written.
    for (index, steps) in [0, 3, 8, 14].enumerated() {
      let run = "cut/\(index + 1)"
      let program = try Program(Self.line + " --output_dir cut", in: folder)
      wait(for: steps, of: program, folder, run)
      usleep(UInt32(index * 7000))
      kill(program.process.processIdentifier, SIGKILL)
      _ = program.finished()
      let resumed = try Program.run("florence2 train --resume \(run)", in: folder)
      #expect(resumed.status == 0, "\(resumed.errors)")
      try expectSameFiles(folder, run)
    }
  }
}
