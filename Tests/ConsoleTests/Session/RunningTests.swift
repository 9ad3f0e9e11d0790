import Foundation
import TestSupport
import Testing

/// Commands that take long, in the built program at a terminal.
@Suite(.serialized) struct RunningTests {
  private static let preparation =
    "dataset synthesize ./shapes samples=20; dataset load ./shapes; model load tiny; set image_size=64 batch_size=1 threads=1\r"

  @Test func ctrlCFinishesTheStepAndThePromptComesBack() throws {
    let session = try TerminalSession(in: TestFolder(), columns: 40)
    try session.wait(for: "maestro[1]> ")
    try session.type(Self.preparation)
    try session.wait(for: "image_size=64")
    try session.wait(for: "maestro[2]> ")
    for (number, keys) in [(2, "\u{3}"), (3, "\u{3}\u{3}")] {
      try session.type("train epochs=1000\r")
      try session.wait(for: "loss ")
      try session.wait(for: "left")
      try session.type(keys)
      try session.wait(for: "stopping")
      try session.wait(for: "stopped after step")
      try session.wait(for: "maestro[\(number + 1)]> ")
    }
    // What was pressed before a command does not stop it.
    try session.type("\u{3}print 5\r")
    try session.wait(for: "\n5\n")
    try session.type("while true { }\r")
    usleep(200_000)
    try session.type("\u{3}")
    try session.wait(for: "stopped")
    try session.wait(for: "maestro[6]> ")
    // The live line kept to the terminal's width.
    let drawn = session.raw.split(separator: "\u{1B}[K").dropFirst().map { $0.prefix { $0 != "\r" && $0 != "\r\n" && $0 != "\n" } }
    #expect(drawn.contains { $0.hasPrefix("epoch 1/1000  ") && $0.hasSuffix(" left") })
    #expect(drawn.filter { $0.hasSuffix(" left") && !$0.contains("validation") }.allSatisfy { $0.count < 40 })
  }

  @Test func whatTellsNothingOfItselfIsSeenToBeAtWork() throws {
    let session = try TerminalSession(in: TestFolder(), columns: 60)
    try session.wait(for: "maestro[1]> ")
    try session.type("dataset synthesize ./many samples=1500\r")
    try session.wait(for: " dataset synthesize  ")
    try session.type("\u{3}")
    try session.wait(for: "stopping dataset synthesize")
    try session.wait(for: "maestro[2]> ")
    // What is quick needs no word.
    try session.type("print 5\r")
    try session.wait(for: "maestro[3]> ")
    #expect(!session.raw.contains(" print  "))
  }

  @Test func whatIsLongerThanTheScreenIsReadPageByPage() throws {
    let session = try TerminalSession(in: TestFolder(), environment: ["MAESTRO_PAGER": "sed 's/^/paged /'"])
    try session.wait(for: "maestro[1]> ")
    try session.type("help\r")
    try session.wait(for: "paged ")
    try session.wait(for: "maestro[2]> ")
    try session.type("help quit\r")
    #expect(try !session.wait(for: "maestro[3]> ").contains("paged"))
    // A pager that is not there is no reason to see nothing.
    let other = try TerminalSession(in: TestFolder(), environment: ["PAGER": "there-is-no-such-pager"])
    try other.wait(for: "maestro[1]> ")
    try other.type("help\r")
    try other.wait(for: "dataset load")
    try other.wait(for: "maestro[2]> ")
  }

  @Test func leavingAsksWhenTrainingWouldBeLost() throws {
    let session = try TerminalSession(in: TestFolder())
    try session.wait(for: "maestro[1]> ")
    try session.type(Self.preparation)
    try session.wait(for: "maestro[2]> ")
    try session.type("step 1\r")
    try session.wait(for: "maestro[3]> ")
    for (keys, answer) in [("\u{4}", "n\r"), ("quit\r", "\r"), ("\u{4}", "\u{3}"), ("\u{4}", "perhaps\rno\r")] {
      try session.type(keys)
      try session.wait(for: "not saved")
      try session.wait(for: "leave all the same? [y/N] ")
      try session.type(answer)
      try session.wait(for: "]> ")
    }
    try session.type("\u{4}")
    try session.wait(for: "leave all the same?")
    try session.type("y\r")
    #expect(try session.finished() == 0)
  }

  /// What `train` has saved is not said to be lost, only what came after it.
  @Test func whatTrainSavedIsKept() throws {
    let session = try TerminalSession(in: TestFolder())
    try session.wait(for: "maestro[1]> ")
    try session.type(Self.preparation)
    try session.wait(for: "maestro[2]> ")
    try session.type("train epochs=1\r")
    try session.wait(for: "maestro[3]> ")
    try session.type("step 2; quit\r")
    try session.wait(for: "2 steps of training after step ")
    try session.wait(for: "leave all the same? [y/N] ")
    try session.type("n\r")
    try session.wait(for: "]> ")
    try session.type("undo\r")
    try session.wait(for: "undone: ")
    try session.wait(for: "]> ")
    try session.type("quit\r")
    #expect(try session.finished() == 0)
  }

  /// How long something took is told once: not again by what ran it.
  @Test func timesAreToldOnce() throws {
    let folder = try TestFolder()
    try Data("time pause\n".utf8).write(to: URL(fileURLWithPath: folder.appending("wait.maestro").string))
    let session = try TerminalSession(in: folder)
    try session.wait(for: "maestro[1]> ")
    for (number, input) in ["time pause", "source wait.maestro", "pause"].enumerated() {
      let before = session.raw
      try session.type(input + "\r")
      try session.wait(for: "Press a key")
      usleep(1_100_000)
      try session.type("x")
      try session.wait(for: "maestro[\(number + 2)]> ")
      #expect(session.raw.dropFirst(before.count).matches(of: #/took /#).count == 1, "\(input)")
    }
  }

  @Test func quitLeaves() throws {
    let session = try TerminalSession(in: TestFolder())
    try session.wait(for: "maestro[1]> ")
    try session.type("quit\r")
    #expect(try session.finished() == 0)
  }

  @Test func pauseWaitsForAKey() throws {
    let session = try TerminalSession(in: TestFolder())
    try session.wait(for: "maestro[1]> ")
    try session.type("pause Look; print 1\r")
    try session.wait(for: "\nLook")
    try session.type("\u{1B}[A")
    try session.wait(for: "\n1\n")
    try session.wait(for: "maestro[2]> ")
    try session.type("pause Again; print 2\r")
    try session.wait(for: "\nAgain")
    try session.type("\u{3}")
    try session.wait(for: "stopped")
    try session.wait(for: "maestro[3]> ")
    #expect(!session.raw.contains("\n2\r\n"))
  }

  @Test func aTerminationDuringACommandLeavesInOrder() throws {
    let session = try TerminalSession(in: TestFolder())
    try session.wait(for: "maestro[1]> ")
    try session.type("print 'on'; while true { }\r")
    try session.wait(for: "\non\n")
    session.kill(SIGTERM)
    #expect(try session.finished() == 143)
  }

  @Test func aPictureIsDrawnInBlocksAndNamed() throws {
    let session = try TerminalSession(in: TestFolder(), environment: ["COLORTERM": "truecolor"])
    try session.wait(for: "maestro[1]> ")
    try session.type("dataset synthesize ./shapes samples=5; dataset load ./shapes; show to=sheet.png\r")
    try session.wait(for: "sheet.png\n")
    try session.wait(for: "▀▀▀▀")
    #expect(session.raw.contains("\u{1B}[38;2;"))
    try session.wait(for: "maestro[2]> ")
  }

  @Test func aPictureGoesToATerminalThatTakesIt() throws {
    let session = try TerminalSession(in: TestFolder())
    try session.wait(for: "maestro[1]> ")
    try session.type("dataset synthesize ./shapes samples=5; dataset load ./shapes; show to=sheet.png\r")
    // It has 100 ms, which may be over here before it is asked: the answer waits there.
    try session.wait(for: "./shapes: train")
    try session.type("\u{1B}_Gi=31;OK\u{1B}\\\u{1B}[?62;c")
    try session.wait(for: "\u{1B}_Ga=T,f=100")
    try session.wait(for: "maestro[2]> ")
    try session.type("print 6\r")
    try session.wait(for: "\n6\n")
  }
}
