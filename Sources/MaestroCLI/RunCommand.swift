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
    let display = RecipeDisplay(isJSON: json)
    let (source, overrides) = try read(showing: display)
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
  private func read(showing display: RecipeDisplay) throws -> (SourceText, [Override]) {
    do {
      return (try SourceLoader.files.load(recipe), try values.map { try Override($0) })
    } catch let error as any DiagnosticError {
      // A recipe may come through a pipe that nobody writes to.
      if let signal = Interruption.signal { throw Interrupted(signal: signal) }
      for diagnostic in error.diagnostics { display.show(.finished(StatementResult(unbound: diagnostic))) }
      throw error.diagnostics.contains { $0.kind == .data } ? Failure(error) : Misuse(diagnostics: error.diagnostics)
    }
  }
}
