import ArgumentParser
import Console
import Essentials
import FineTuning
import Foundation

/// The program: reads the command line, runs one command, and turns what happened into an exit status.
@main
enum Maestro {
  static func main() {
    let stack = Interruptions.raiseStackLimit()
    Interruptions.catchSignals()
    do {
      guard stack >= leastStack else {
        throw Failure(
          Faults(
            .data, "the stack may have \(stack >> 10) KiB, and \(leastStack >> 10) are needed", hint: "raise the limit: ulimit -s 8192"))
      }
      let words = try CommandLineWords.normalized(Array(CommandLine.arguments.dropFirst()))
      try CommandNames.check(words, under: RootCommand.self)
      var command = try RootCommand.parseAsRoot(words)
      try run(&command)
    } catch {
      Exit.leave(error)
    }
  }

  /// Bytes of stack with which everything works.
  private static let leastStack: UInt = 1 << 20

  /// What a command throws happened while it ran, unless it says that the command line is at fault.
  private static func run(_ command: inout any ParsableCommand) throws {
    do {
      try command.run()
    } catch let error as any DiagnosticError {
      throw error is CommandLineFault || error is Stopped ? error : Failure(error)
    }
  }
}

struct RootCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "maestro", abstract: "Fine-tunes Florence-2, a vision-language model, on the CPU.",
    discussion: "Without a command it is a prompt; what is piped into it runs as a recipe.",
    version: "maestro \(SystemInformation.version)",
    subcommands: [RunCommand.self, FlorenceCommand.self, InfoCommand.self, VersionCommand.self, ReferenceCommand.self])

  func run() throws {
    guard Prompt.isPossible, let prompt = Prompt(version: SystemInformation.version, interruptions: .ofProcess) else {
      return try RecipeRun(path: RecipeRun.standardInput).run()
    }
    if case .terminated = prompt.run() { throw Interrupted(signal: SIGTERM) }
  }
}

struct FlorenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "florence2", abstract: "Trains, evaluates, asks and exports Florence-2.",
    subcommands: [TrainCommand.self, EvaluateCommand.self, PredictCommand.self, ExportCommand.self], aliases: ["florence_2"])
}
