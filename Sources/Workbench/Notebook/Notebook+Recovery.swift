import Essentials
import FineTuning
import Script
import SystemPackage
import Transcripts

extension Notebook {
  /// From now on the session survives the death of its process. A journal that cannot be written keeps nobody from working.
  ///
  /// - Parameters:
  ///   - sessions: the folder of all sessions; nil is the user's.
  ///   - interval: how long a training goes on in the midst of a command before its state is saved.
  package func keepJournal(in sessions: FilePath? = nil, every interval: Duration = .seconds(300)) {
    guard let sessions = try? sessions ?? JournalFolder.sessions else { return }
    JournalFolder.prune(sessions)
    journal = try? SessionJournal(in: sessions, seed: transcript.seed, interval: interval)
    (self.sessions, hasKilledToTell) = (sessions, true)
  }

  /// The newest session that was killed and has something to lose.
  package func recoverable(in sessions: FilePath? = nil) -> Recovery? {
    (try? sessions ?? JournalFolder.sessions).flatMap { Recovery.newest(in: $0) }
  }

  /// Goes on with a session that was killed.
  ///
  /// - Returns: what is there again and what was lost, in a line or two.
  package func recover(_ recovery: Recovery) -> String {
    let settings = recovery.state?.configuration(in: recovery.folder.log)
    var lost: [String] = []
    var isWhole = true
    transcript.restore(recovery.inputs)
    transcript.seed = recovery.seed
    interpreter.restore(recovery.language)
    if let input = recovery.interrupted {
      lost.append("what `\(String(input.prefix { $0 != "\n" }.prefix(80)).visible)` did after that")
    }
    do {
      if let settings { session.configuration = settings }
      if let saved = recovery.state?.training {
        try session.goOn(from: SavedTraining(recovery.folder.path.appending(saved.folder)), stop: .never)
      } else {
        if recovery.state?.hasDataset == true { _ = try session.requireDataset() }
        if recovery.state?.hasModel == true { _ = try session.requireModel() }
      }
      if let settings, let training = session.training {
        session.configuration = settings
        training.apply(settings)
        training.keptSteps = Dictionary(uniqueKeysWithValues: (recovery.state?.keptSteps ?? [:]).map { (FilePath($0), $1) })
      }
    } catch {
      let reason = (error as? any DiagnosticError)?.diagnostics.first.map(\.description) ?? "\(error)"
      lost.append("dataset, model and training: \(reason)")
      isWhole = false
    }
    journal?.restart(seed: recovery.seed)
    for input in transcript.inputs { journal?.reach(session, interpreter.state, input: input, undone: undone, isUnderWay: false) }
    let place = session.training.map { ", training at epoch \($0.progress.epoch), step \($0.progress.step)" } ?? ""
    // A training that could not be opened now, its dataset being elsewhere, is still there another time.
    if journal?.isBroken == false, isWhole { discard(recovery) } else { leave(recovery) }
    isRecovered = true
    let count = recovery.inputs.count { $0.number != nil }
    let here = pluralized(count, "input") + (count == 1 ? " is" : " are") + " here again"
    return here + place + (lost.isEmpty ? "" : "; lost: " + lost.joined(separator: "; "))
  }

  /// Gives a session that was killed up.
  package func discard(_ recovery: Recovery) {
    hasKilledToTell = false
    recovery.discard()
  }

  /// Leaves a session that was killed for another time.
  package func leave(_ recovery: Recovery) { recovery.lock.release() }

  func recoverKilled() throws -> String {
    let killed = try requireKilled()
    if hasChanged {
      leave(killed)
      throw Faults(.value, "what this session has done would be lost", hint: "end it, and type `recover` first in the next one")
    }
    return killed.summary + "\n" + recover(killed)
  }

  func discardKilled() throws -> String {
    let killed = try requireKilled()
    discard(killed)
    return killed.summary + "\nit is given up"
  }

  private func requireKilled() throws -> Recovery {
    guard let killed = sessions.flatMap(recoverable) else { throw Faults(.value, "there is no session to go on with") }
    return killed
  }

  /// Once, where nobody has decided about it yet.
  func tellOfKilled() {
    guard hasKilledToTell, !isRecovered, let sessions else { return }
    hasKilledToTell = false
    guard let killed = recoverable(in: sessions) else { return }
    leave(killed)
    session.show(.fact(killed.summary + "; `recover` goes on with it, `recover discard=true` gives it up"))
  }

  /// The session comes to its end: nothing is left to go on with.
  package func close() {
    journal?.close()
    journal = nil
  }

  var undone: [Int] { transcript.inputs.compactMap { $0.isUndone ? $0.number : nil } }

  /// Saves the state every few minutes, in the midst of a command too.
  func didStep() {
    guard let journal, journal.isDue else { return }
    saveUnderWay()
  }

  /// Notes how far the input under way came: what did succeed in it, and the steps of the command under way.
  func saveUnderWay() {
    guard let journal, var input = transcript.inputs.last, input.ending == .running, let training = session.training else { return }
    input.ending = .stopped
    let steps = training.progress.step - stepsBefore
    if steps > 0 {
      let head = commandUnderWay == "train" ? "set epochs=\(session.configuration.epochs)\n" : ""
      input.pieces.append(Piece(text: head + "step \(steps)"))
    }
    journal.reach(session, interpreter.state, input: input, undone: undone, isUnderWay: true)
  }
}
