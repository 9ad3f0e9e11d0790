import Foundation
import TestSupport
import Testing

/// Inputs of earlier sessions, in the built program.
@Suite(.serialized) struct RecallTests {
  private let up = "\u{1B}[A"

  @Test func inputsOutliveTheSessionHoweverItEnds() throws {
    let folder = try TestFolder()
    let first = try TerminalSession(in: folder)
    try first.wait(for: "maestro[1]> ")
    try first.type("print 11\r")
    try first.wait(for: "\n11\n")
    try first.type("repeat 2 {\rprint 22\r}\r")
    try first.wait(for: "\n22\n22\n")
    try first.type(" print 'secret'\r")
    try first.wait(for: "\nsecret\n")
    first.kill(SIGKILL)
    #expect(try first.finished() == -SIGKILL)

    let second = try TerminalSession(in: folder)
    try second.wait(for: "go on with it? [Y/n] ")
    try second.type("n\r")
    try second.wait(for: "maestro[1]> ")
    try second.type(up + "\r")
    try second.wait(for: "\n22\n22\n")
    try second.wait(for: "maestro[2]> ")
    try second.type("pri\(up)\r")
    try second.wait(for: "\n11\n")
    try second.wait(for: "maestro[3]> ")
    // Ctrl-R finds what stands in the middle.
    try second.type("\u{12}t 2\r")
    try second.wait(for: "\n22\n22\n")
    let path = folder.appending(".local/state/maestro/history.jsonl").string
    let stored = try String(contentsOfFile: path, encoding: .utf8)
    #expect(!stored.contains("secret"))
    #expect(stored.split(separator: "\n").count == 5)
  }

  /// Names, settings and training are there again, and the saved recipe is of both lives.
  @Test func aKilledSessionIsGoneOnWith() throws {
    let folder = try TestFolder()
    let first = try TerminalSession(in: folder)
    try first.wait(for: "maestro[1]> ")
    let commands = [
      "dataset synthesize ./shapes samples=10", "dataset load ./shapes", "model load tiny", "set image_size=64 batch_size=2 lr=1e-3",
      "let k = 21", "step 3",
    ]
    for (index, command) in commands.enumerated() {
      try first.type(command + "\r")
      try first.wait(for: "maestro[\(index + 2)]> ")
    }
    first.kill(SIGKILL)
    #expect(try first.finished() == -SIGKILL)

    let second = try TerminalSession(in: folder)
    try second.wait(for: "6 inputs, training at epoch 2, step 3")
    try second.wait(for: "go on with it? [Y/n] ")
    try second.type("\r")
    try second.wait(for: "maestro[7]> ")
    try second.type("print ($k * 2); step\r")
    try second.wait(for: "\n42\n")
    try second.wait(for: "step 4: loss")
    try second.wait(for: "maestro[8]> ")
    try second.type("save all.maestro\r")
    try second.wait(for: "maestro[9]> ")
    let recipe = try String(contentsOfFile: folder.appending("all.maestro").string, encoding: .utf8)
    #expect(recipe.hasSuffix("let k = 21\nstep 3\nprint ($k * 2); step\n"))
    // One that is left in order is not offered.
    try second.type("quit\r")
    try second.wait(for: "leave all the same? [y/N] ")
    try second.type("y\r")
    #expect(try second.finished() == 0)
    let third = try TerminalSession(in: folder)
    try third.wait(for: "maestro[1]> ")
  }

  @Test func aKilledSessionWaitsUntilItIsAskedFor() throws {
    let folder = try TestFolder()
    let first = try TerminalSession(in: folder)
    try first.wait(for: "maestro[1]> ")
    try first.type("let k = 21\r")
    try first.wait(for: "maestro[2]> ")
    first.kill(SIGKILL)
    #expect(try first.finished() == -SIGKILL)

    let second = try TerminalSession(in: folder)
    try second.wait(for: "go on with it? [Y/n] ")
    try second.type("\u{3}")
    try second.wait(for: "maestro[1]> ")
    try second.type("print 1\r")
    try second.wait(for: "`recover` goes on with it")
    try second.wait(for: "\n1\n")
    try second.wait(for: "maestro[2]> ")
    try second.type("recover\r")
    try second.wait(for: "1 input is here again")
    try second.wait(for: "maestro[2]> ")
    try second.type("print $k\r")
    try second.wait(for: "\n21\n")
  }

  @Test func twoPromptsAtOnceLoseNothing() throws {
    let folder = try TestFolder()
    let state = ["XDG_STATE_HOME": folder.appending("elsewhere").string]
    let sessions = try (1...2).map { _ in try TerminalSession(in: folder, environment: state) }
    for session in sessions { try session.wait(for: "maestro[1]> ") }
    for (index, session) in sessions.enumerated() {
      try session.type("print \(index + 1)00\r")
      try session.wait(for: "\n\(index + 1)00\n")
    }
    let third = try TerminalSession(in: folder, environment: state)
    try third.wait(for: "maestro[1]> ")
    try third.type("print 2\(up)\u{1}\u{5}\u{15}print 1\(up)\r")
    try third.wait(for: "\n100\n")
    // Sessions that are over would be offered to the third.
    withExtendedLifetime(sessions) {}
  }
}
