import Essentials
import Script
import SystemPackage
import Transcripts

/// A session at work: what is typed or read goes through here to the interpreter, and what comes of it to whoever shows it.
package final class Notebook: SessionKeeper {
  package let session: Session
  package var interpreter: Interpreter<Session> { recording.interpreter }
  /// What happened so far.
  package var transcript: Transcript { session.transcript }
  private let recording: Recording<Session>
  /// Nil where nobody would go on: in recipes and pipes.
  var journal: SessionJournal?
  /// The folder of all sessions, among which there may be one that was killed; nil where nobody would go on with it.
  var sessions: FilePath?
  /// Whether a session that was killed is still to be told of.
  var hasKilledToTell = false
  /// The command under way, and the training's step when it began.
  private(set) var commandUnderWay = ""
  private(set) var stepsBefore = 0
  /// What inputs that changed something can be taken back to, the newest last.
  private var earlier: [(number: Int, text: String, snapshot: Snapshot, language: LanguageState)] = []

  /// So many inputs can be taken back, and no more than hold so many bytes.
  private static let (undoLimit, undoBytes) = (50, 2 << 30)

  /// How everything was when the input under way began, or when it last took another back.
  private var base: (snapshot: Snapshot, language: LanguageState)?
  /// The session is one that was killed, gone on with.
  var isRecovered = false

  package init(session: Session) {
    self.session = session
    session.transcript.seed = session.configuration.seed
    let hears = Hearer()
    let frontEnd = session.frontEnd
    recording = Recording(commands: .workbench, session: session, transcript: session.transcript, stop: frontEnd.stop) { event in
      hears.notebook?.hear(event)
      frontEnd.show(event)
    }
    hears.notebook = self
    session.keeper = self
  }

  /// Runs what was typed at the prompt: one line or several.
  package func submit(_ text: String) throws(ScriptError) -> Interpreter<Session>.Outcome {
    tellOfKilled()
    let (count, wasRecovered, number) = (transcript.inputs.count, isRecovered, interpreter.nextInput)
    base = (session.snapshot, interpreter.state)
    journal?.begin(text, number: number)
    defer {
      // An input that goes on with another session is in neither.
      if isRecovered == wasRecovered {
        if let base, hasChanged(since: base) { remember(number, text, base.snapshot, base.language) }
        let inputs = transcript.inputs
        journal?.reach(session, interpreter.state, input: inputs.count > count ? inputs.last : nil, undone: undone, isUnderWay: false)
      }
      base = nil
    }
    return try recording.submit(text)
  }

  /// Runs a recipe, once all of it is bound.
  package func run(_ source: SourceText, overrides: [Override] = []) throws(ScriptError) -> Interpreter<Session>.Outcome {
    try recording.run(source, overrides: overrides)
  }

  private func hear(_ event: Event) {
    guard journal != nil, case .traced(.entered(let part)) = event, case .command(let words, _) = part.kind else { return }
    (commandUnderWay, stepsBefore) = (words, session.training?.progress.step ?? 0)
  }

  private func hasChanged(since earlier: (snapshot: Snapshot, language: LanguageState)) -> Bool {
    let now = interpreter.state
    return session.revision != earlier.snapshot.revision || now.variables != earlier.language.variables
      || now.definitions != earlier.language.definitions
  }

  private func remember(_ number: Int, _ text: String, _ snapshot: Snapshot, _ language: LanguageState) {
    earlier.append((number, text, snapshot, language))
    var bytes = earlier.reduce(0) { $0 + $1.snapshot.bytes }
    while earlier.count > 1, earlier.count > Self.undoLimit || bytes > Self.undoBytes { bytes -= earlier.removeFirst().snapshot.bytes }
  }

  /// Whether something would be lost if another session took this one's place.
  var hasChanged: Bool { isRecovered || !earlier.isEmpty }

  func undo() throws -> String {
    // Its own work would be lost with the earlier input's, and its recipe would do it all the same.
    if let base, hasChanged(since: base) {
      throw Faults(.value, "this input has changed something before it undoes another", hint: "enter `undo` on a line of its own")
    }
    guard let last = earlier.last else { throw Faults(.value, "there is nothing to undo") }
    try session.restore(last.snapshot)
    earlier.removeLast()
    var language = interpreter.state
    (language.variables, language.definitions) = (last.language.variables, last.language.definitions)
    interpreter.restore(language)
    transcript.markUndone(last.number)
    if base != nil { base = (session.snapshot, interpreter.state) }
    return last.text
  }

  /// Hears before there is a notebook to hear.
  private final class Hearer {
    weak var notebook: Notebook?
  }
}
