import FineTuning
import Foundation
import Script
import SystemPackage
import Transcripts

/// A session's journal with its training's state beside it, saved after inputs and, every few minutes, in the midst of one.
final class SessionJournal {
  private let journal: Journal<SessionState>
  private var saved: (state: SessionState.SavedState, of: ObjectIdentifier)?
  private let interval: Duration
  private var savedAt = ContinuousClock.now

  /// - Parameter interval: how long a training goes on in the midst of a command before its state is saved.
  init(in sessions: FilePath, seed: Int, interval: Duration) throws {
    journal = try Journal(in: sessions, version: SystemInformation.version, seed: seed)
    self.interval = interval
  }

  /// Whether something could not be written; nothing more is then.
  var isBroken: Bool { journal.isBroken }

  /// Whether it is time to save the state in the midst of a command.
  var isDue: Bool { ContinuousClock.now - savedAt > interval }

  func restart(seed: Int) { journal.restart(seed: seed) }

  func begin(_ text: String, number: Int) { journal.begin(text, number: number) }

  /// Writes what there is now; the training state first, when there were steps since it was written.
  func reach(_ session: Session, _ language: LanguageState, input: Transcript.Input?, undone: [Int], isUnderWay: Bool) {
    saveTraining(session)
    journal.reach(
      SessionState(session, training: saved?.state), language, input: input, undone: undone, isUnderWay: isUnderWay)
  }

  /// Into the folder that does not hold the state before: a crash on the way leaves that one whole.
  private func saveTraining(_ session: Session) {
    guard let training = session.training, session.hasBegun, !isBroken else {
      saved = nil
      return
    }
    let progress = training.progress
    if let saved, saved.of == ObjectIdentifier(training), saved.state.step == progress.step { return }
    let name = saved?.state.folder == "state-1" ? "state-2" : "state-1"
    let path = journal.folder.path.appending(name)
    do {
      try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: true)
      try training.write(to: path)
      saved = (SessionState.SavedState(folder: name, epoch: progress.epoch, step: progress.step), ObjectIdentifier(training))
      savedAt = .now
    } catch {
      journal.isBroken = true
    }
  }

  /// The session came to its end: there is nothing to go on with.
  func close() { journal.close() }
}
