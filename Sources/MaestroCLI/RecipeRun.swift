import Console
import Essentials
import Foundation
import Script
import Workbench

/// A recipe, read whole, bound whole, and then run.
struct RecipeRun {
  /// What stands for standard input.
  static let standardInput = "-"

  /// The file, or `-`.
  let path: String
  /// Values for names of the recipe, `name=value`.
  var values: [String] = []
  var isJSON = false
  /// Reads and binds, and runs nothing.
  var isCheck = false

  func run() throws {
    let display = TerminalFrontEnd(isJSON: isJSON, interruptions: .ofProcess)
    let (source, overrides) = try read(showing: display)
    let notebook = Notebook(session: Session(display))
    do throws(ScriptError) {
      if isCheck {
        try notebook.interpreter.check(source, overrides: overrides)
      } else {
        _ = try notebook.run(source, overrides: overrides)
      }
    } catch {
      switch error.cause {
      case .notBound: throw CommandLineFault(diagnostics: error.diagnostics)
      case .failed: throw Failure(error)
      case .stopped:
        Message.error(error.description)
        throw Interrupted(signal: Interruptions.ofProcess.signal ?? SIGINT)
      }
    }
    if let failure = display.failure { throw Failure(failure) }
  }

  /// The recipe's text and the values given for its names.
  private func read(showing display: TerminalFrontEnd) throws -> (SourceText, [Override]) {
    do {
      let source =
        try path == Self.standardInput
        ? SourceText(bytes: StandardInput.read(), name: "standard input") : SourceLoader.files.load(path)
      return (source, try values.map { try Override($0) })
    } catch let error as any DiagnosticError {
      // A recipe may come through a pipe that nobody writes to.
      if let signal = Interruptions.ofProcess.signal { throw Interrupted(signal: signal) }
      for diagnostic in error.diagnostics { display.show(.finished(StatementResult(unbound: diagnostic))) }
      throw error.diagnostics.contains { $0.kind == .data } ? Failure(error) : CommandLineFault(diagnostics: error.diagnostics)
    }
  }
}
