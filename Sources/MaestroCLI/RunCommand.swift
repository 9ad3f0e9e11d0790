import ArgumentParser
import Console
import Essentials
import Foundation
import Script
import Workbench

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Runs a recipe: a file of commands.",
    discussion: "maestro run Recipes/quickstart.maestro epochs=5")

  @Argument(help: "The recipe, a .maestro file.") var recipe: String
  @Argument(help: "A value for the first `let NAME` at the recipe's top level.") var values: [String] = []
  @Flag(help: "Results as JSON, an object a line.") var json = false
  @Flag(help: "Reads and checks the whole recipe, and runs nothing.") var check = false

  func run() throws {
    guard let bytes = FileManager.default.contents(atPath: recipe) else {
      throw Failure(Faults(.data, "there is no such recipe that can be read", file: recipe))
    }
    let (source, overrides) = try read(Array(bytes))
    let display = RecipeDisplay(isJSON: json)
    let session = Session(drop: Interruption.drop, onProgress: display.show)
    let interpreter = Interpreter(commands: .workbench, session: session, stop: Interruption.stop, listener: display.show)
    do throws(ScriptError) {
      if check {
        try interpreter.check(source, overrides: overrides)
      } else {
        _ = try interpreter.run(source, overrides: overrides)
      }
    } catch {
      switch error.cause {
      case .notBound: throw Misuse(diagnostics: error.diagnostics)
      case .failed: throw Failure(error)
      case .stopped:
        Message.error(error.description)
        throw Interrupted(signal: Interruption.signal ?? SIGINT)
      }
    }
    if let failure = display.failure { throw Failure(failure) }
  }

  /// The recipe's text and the values given for its names.
  private func read(_ bytes: [UInt8]) throws -> (SourceText, [Override]) {
    do {
      return (try SourceText(bytes: bytes, name: recipe), try values.map { try Override($0) })
    } catch let error as any DiagnosticError {
      throw Misuse(diagnostics: error.diagnostics)
    }
  }
}
