import Essentials
import Script

/// A session at work: what is typed or read goes through here to the interpreter, and what comes of it to whoever shows it.
package final class Notebook {
  package let session: Session
  package let interpreter: Interpreter<Session>

  /// - Parameters:
  ///   - stop: ends the statement under way.
  ///   - listener: told of every statement that begins and ends.
  package init(session: Session, stop: StopToken = .never, listener: @escaping (Event) -> Void = { _ in }) {
    self.session = session
    interpreter = Interpreter(commands: .workbench, session: session, stop: stop, listener: listener)
  }

  /// Runs what was typed at the prompt: one line or several.
  package func submit(_ text: String) throws(ScriptError) -> Interpreter<Session>.Outcome { try interpreter.submit(text) }

  /// Runs a recipe, once all of it is bound.
  package func run(_ source: SourceText, overrides: [Override] = []) throws(ScriptError) -> Interpreter<Session>.Outcome {
    try interpreter.run(source, overrides: overrides)
  }
}
