import Script

/// A prompt at which a test types.
final class Prompt {
  let log = Log()
  let session = Workshop()
  let interpreter: Interpreter<Workshop>

  init() {
    interpreter = Interpreter(commands: .workshop, session: session, loader: .nothing, listener: log.hear)
  }

  /// What an input shows, or its first fault.
  func type(_ text: String) -> String {
    let before = log.text.count
    do throws(ScriptError) {
      _ = try interpreter.submit(text)
      return log.text[before...].joined(separator: "\n")
    } catch {
      return "fault: " + (error.diagnostics.first?.message ?? "")
    }
  }
}
