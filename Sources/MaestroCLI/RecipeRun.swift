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
    let isFromInput = path == Self.standardInput
    guard let bytes = try isFromInput ? StandardInput.read() : FileManager.default.contents(atPath: path).map(Array.init) else {
      throw Failure(Faults(.data, "there is no such recipe that can be read", file: path))
    }
    let (source, overrides) = try read(bytes, name: isFromInput ? "standard input" : path)
    let display = RecipeDisplay(isJSON: isJSON)
    let session = Session(drop: Interruption.drop, awaitKey: Keyboard.awaitKey, onProgress: display.show)
    let notebook = Notebook(session: session, stop: Interruption.stop, listener: display.show)
    do throws(ScriptError) {
      if isCheck {
        try notebook.interpreter.check(source, overrides: overrides)
      } else {
        _ = try notebook.run(source, overrides: overrides)
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
  private func read(_ bytes: [UInt8], name: String) throws -> (SourceText, [Override]) {
    do {
      return (try SourceText(bytes: bytes, name: name), try values.map { try Override($0) })
    } catch let error as any DiagnosticError {
      throw Misuse(diagnostics: error.diagnostics)
    }
  }
}
