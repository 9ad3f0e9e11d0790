import Essentials
import Script

/// A session at work: what is typed or read goes through here to the interpreter, and what comes of it to whoever shows it.
package final class Notebook {
  package let session: Session
  package var interpreter: Interpreter<Session> { recording.interpreter }
  /// What happened so far.
  package var transcript: Transcript { session.transcript }
  private let recording: Recording<Session>

  /// - Parameters:
  ///   - stop: ends the statement under way.
  ///   - listener: told of every statement that begins and ends.
  package init(session: Session, stop: StopToken = .never, listener: @escaping (Event) -> Void = { _ in }) {
    self.session = session
    session.transcript.seed = session.configuration.seed
    recording = Recording(commands: .workbench, session: session, transcript: session.transcript, stop: stop, listener: listener)
  }

  /// Runs what was typed at the prompt: one line or several.
  package func submit(_ text: String) throws(ScriptError) -> Interpreter<Session>.Outcome { try recording.submit(text) }

  /// Runs a recipe, once all of it is bound.
  package func run(_ source: SourceText, overrides: [Override] = []) throws(ScriptError) -> Interpreter<Session>.Outcome {
    try recording.run(source, overrides: overrides)
  }
}
