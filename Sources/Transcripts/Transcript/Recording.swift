import Essentials
import Script

/// An interpreter, and a transcript of what goes through it.
package final class Recording<Session> {
  package let interpreter: Interpreter<Session>
  package let transcript: Transcript

  /// - Parameters:
  ///   - stop: ends the statement under way.
  ///   - listener: told of every statement that begins and ends.
  package init(
    commands: CommandTable<Session>, session: Session, transcript: Transcript = Transcript(), stop: StopToken = .never,
    loader: SourceLoader = .files, listener: @escaping (Event) -> Void = { _ in }
  ) {
    self.transcript = transcript
    let interpreter = Interpreter(commands: commands, session: session, stop: stop, loader: loader) { event in
      transcript.hear(event)
      listener(event)
    }
    self.interpreter = interpreter
    transcript.names = { [weak interpreter] in interpreter.map { Array($0.variables.keys) } ?? [] }
  }

  /// Runs what was typed at the prompt: one line or several.
  package func submit(_ text: String) throws(ScriptError) -> Interpreter<Session>.Outcome {
    let number = interpreter.nextInput
    transcript.begin(SourceText(text), number: number, lastResult: interpreter.lastResult)
    return try ending(number) { () throws(ScriptError) in try interpreter.submit(text) }
  }

  /// Runs a recipe, once all of it is bound.
  package func run(_ source: SourceText, overrides: [Override] = []) throws(ScriptError) -> Interpreter<Session>.Outcome {
    transcript.begin(source, number: nil, lastResult: nil)
    return try ending(nil) { () throws(ScriptError) in try interpreter.run(source, overrides: overrides) }
  }

  private func ending(
    _ number: Int?, _ body: () throws(ScriptError) -> Interpreter<Session>.Outcome
  ) throws(ScriptError) -> Interpreter<Session>.Outcome {
    func result() -> Value? { number.flatMap { interpreter.results[$0] } }
    do throws(ScriptError) {
      let outcome = try body()
      transcript.end(outcome == .quit ? .quit : .finished, hasNumber: interpreter.nextInput != number, result: result())
      return outcome
    } catch {
      transcript.end(Transcript.Input.Ending(error.cause), hasNumber: true, error: error, result: result())
      throw error
    }
  }
}

extension Transcript.Input.Ending {
  fileprivate init(_ cause: ScriptError.Cause) {
    self =
      switch cause {
      case .notBound: .notBound
      case .failed: .failed
      case .stopped: .stopped
      }
  }
}
