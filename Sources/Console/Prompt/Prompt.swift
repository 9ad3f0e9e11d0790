import CTerminal
import Essentials
import Foundation
import Script
import Transcripts
import Workbench

/// The prompt: reads inputs from a terminal, runs them and shows what comes of it, until whoever types has had enough.
public final class Prompt {
  /// How a session at the prompt ended.
  public enum Ending {
    /// As it was asked for.
    case left
    /// The system wants the program to end.
    case terminated
  }

  private let editor: LineEditor
  private let screen: Terminal
  private let display: TerminalFrontEnd
  private let notebook: Notebook
  private let interruptions: Interruptions
  private let history: History
  private var search = HistorySearch()
  /// Lines of the input under way that are entered already, each with its end.
  private var pending = ""

  /// - Parameters:
  ///   - version: what is greeted with.
  ///   - interruptions: the process's.
  /// - Returns: Nil when there is no terminal to type at.
  package init?(version: String, interruptions: Interruptions) {
    guard let screen = Self.screen, let editor = LineEditor(input: STDIN_FILENO, output: screen.descriptor) else { return nil }
    let display = TerminalFrontEnd(prompt: screen, interruptions: interruptions)
    (self.screen, self.editor, self.display, self.interruptions) = (screen, editor, display, interruptions)
    notebook = Notebook(session: Session(display))
    history = History(.standard)
    editor.onKey = { [unowned self] in edit($0, $1) }
    editor.earlierInput = { [unowned self] age in
      let inputs = history.inputs
      return age < inputs.count ? inputs[inputs.count - 1 - age] : nil
    }
    Message.write("maestro \(version)\n`help` lists the commands, Tab completes\n", to: screen.descriptor)
  }

  /// Whether a person can type inputs and see them.
  public static var isPossible: Bool { screen != nil }

  /// Where the line that is typed appears: results may go elsewhere.
  private static var screen: Terminal? {
    Terminal.standardInput.isTerminal ? [.standardOutput, .standardError].first(where: \.isTerminal) : nil
  }

  /// Reads and runs inputs. A session that the system ends can be gone on with, as one that was killed can.
  public func run() -> Ending {
    let killed = notebook.recoverable()
    notebook.keepJournal()
    if let killed { offer(killed) }
    let ending = readInputs()
    if ending == .left { notebook.close() }
    return ending
  }

  /// Asks whether to go on with a session that was killed. Ctrl-C leaves it for another time.
  private func offer(_ killed: Recovery) {
    Message.write(killed.summary + "\n", to: screen.descriptor)
    switch answer("go on with it?", otherwise: true) {
    case true?: Message.write(notebook.recover(killed) + "\n", to: screen.descriptor)
    case false?: notebook.discard(killed)
    case nil: notebook.leave(killed)
    }
  }

  private func readInputs() -> Ending {
    while true {
      switch readInput() {
      case .entered(let input):
        guard input.contains(where: { !$0.isWhitespace }) else { continue }
        history.remember(input)
        if submit(input) == .quit, mayLeave() { return .left }
      case .ended: if mayLeave() { return .left }
      case .interrupted: continue
      case .terminated: return .terminated
      }
      if interruptions.isTerminated { return .terminated }
    }
  }

  /// Lines until they are a whole input.
  private func readInput() -> LineEditor.Ending {
    pending = ""
    var prompt = PromptText.first(notebook.interpreter.nextInput)
    while true {
      search = HistorySearch()
      editor.feed(display.takeUnread())
      let ending = editor.read(
        prompt: PromptText.marked(prompt, screen.style), start: indentation(after: String(pending.dropLast())))
      guard case .entered(let line) = ending else { return pending.isEmpty || ending == .terminated ? ending : .interrupted }
      pending += line
      guard let end = openEnd(of: pending) else { return .entered(pending) }
      pending += "\n"
      prompt = PromptText.continued(end)
    }
  }

  /// Runs an input; whatever happens, the prompt comes back.
  private func submit(_ input: String) -> Interpreter<Session>.Outcome {
    interruptions.forget()
    // What is typed meanwhile would be drawn into what is shown.
    terminal_set_echo(STDIN_FILENO, false)
    // At once: a step may take long to finish.
    interruptions.observe { [activity = display.activity] in if $0 == .interrupt(1) { activity.noteStop() } }
    defer {
      interruptions.observe(nil)
      terminal_set_echo(STDIN_FILENO, true)
      interruptions.forget()
      if let failure = display.failure { Message.fault(failure) }
      display.close()
    }
    do throws(ScriptError) {
      return try notebook.submit(input)
    } catch {
      interruptions.tell()
      display.close()
      if case .stopped = error.cause {
        for diagnostic in error.diagnostics { Message.status(diagnostic.message) }
      } else {
        Message.fault(error)
      }
      return .finished
    }
  }

  /// Whether nothing would be lost, or whoever types does not mind.
  private func mayLeave() -> Bool {
    guard let loss = notebook.session.unsavedTraining else { return true }
    Message.write(loss + "\n", to: screen.descriptor)
    return answer("leave all the same?", otherwise: false) ?? false
  }

  /// A question that is answered with y or n; Enter alone means `otherwise`, Ctrl-D yes, Ctrl-C nothing.
  private func answer(_ question: String, otherwise: Bool) -> Bool? {
    while true {
      pending = ""
      switch editor.read(prompt: "\(question) [\(otherwise ? "Y/n" : "y/N")] ") {
      case .entered(let answer):
        switch answer.lowercased().filter({ !$0.isWhitespace }) {
        case "": return otherwise
        case "y", "yes": return true
        case "n", "no": return false
        default: continue
        }
      case .ended, .terminated: return true
      case .interrupted: return nil
      }
    }
  }

  private func edit(_ key: LineEditor.Key, _ line: EditedLine) -> LineEdit? {
    switch key {
    case LINE_EDITOR_OLDER: search.step(older: true, from: line, in: history.inputs)
    case LINE_EDITOR_NEWER: search.step(older: false, from: line, in: history.inputs)
    case LINE_EDITOR_PASTE: LineEdit(inserts: pastedText(line.text))
    case LINE_EDITOR_CLOSING_BRACKET: pending.isEmpty ? nil : PromptText.outdent(line)
    case LINE_EDITOR_COMPLETE: complete(line)
    default: explain(line)
    }
  }

  private func complete(_ line: EditedLine) -> LineEdit? {
    let suggestions = Suggestions(notebook.interpreter, for: pending + line.beforeCursor)
    return TabCompletion(suggestions, line: line, columns: screen.columns, rows: screen.rows, style: screen.style).edit
  }

  private func explain(_ line: EditedLine) -> LineEdit? {
    let cursor = pending.unicodeScalars.count + line.cursor
    let help = CursorHelp(notebook.interpreter, in: pending + String(line.text), at: cursor)
    return help.map { LineEdit(shows: $0.lines(columns: screen.columns, rows: screen.rows, style: screen.style)) }
  }
}
