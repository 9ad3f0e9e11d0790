import Essentials
import FineTuning
import Foundation
import Script
import SystemPackage
import Transcripts

/// What a session would need to go on after its process was killed: written before an input runs and after it.
final class Journal {
  let folder: JournalFolder
  private let lock: JournalFolder.Lock
  private let log: FileDescriptor
  private var variables: [String: Value] = [:]
  private var definitions: [LanguageState.Definition] = []
  private var training: (state: JournalRecord.SavedState, of: ObjectIdentifier)?
  private let interval: Duration
  private var savedAt = ContinuousClock.now
  /// Once something could not be written, nothing more is.
  private(set) var isBroken = false

  /// - Parameter interval: how long a training goes on in the midst of a command before its state is saved.
  init(in sessions: FilePath, seed: Int, interval: Duration) throws {
    self.interval = interval
    (folder, lock) = try JournalFolder.make(in: sessions)
    log = try FileDescriptor.open(
      folder.log, .writeOnly, options: [.create, .append, .closeOnExec], permissions: FilePermissions(rawValue: 0o600))
    write(.opened(version: SystemInformation.version, seed: seed, at: .now))
  }

  /// Whether it is time to save the state in the midst of a command.
  var isDue: Bool { ContinuousClock.now - savedAt > interval }

  func begin(_ text: String, number: Int) { write(.begun(text: text, number: number)) }

  /// Writes what there is now; the training state first, when there were steps since it was written.
  func reach(_ session: Session, _ language: LanguageState, input: Transcript.Input?, undone: [Int], isUnderWay: Bool) {
    var reached = JournalRecord.Reached()
    (reached.input, reached.isUnderWay, reached.undone) = (input, isUnderWay, undone)
    reached.variables = language.variables.filter { variables[$0.key] != $0.value }
    reached.removed = variables.keys.filter { language.variables[$0] == nil }
    reached.definitions = language.definitions == definitions ? nil : language.definitions
    (reached.lastResult, reached.nextInput) = (language.lastResult, language.nextInput)
    reached.settings = String(decoding: session.configuration.json(), as: UTF8.self)
    (reached.hasDataset, reached.hasModel) = (session.dataset != nil, session.opened != nil)
    saveTraining(session)
    reached.training = training?.state
    (variables, definitions) = (language.variables, language.definitions)
    write(.reached(reached))
  }

  /// Into the folder that does not hold the state before: a crash on the way leaves that one whole.
  private func saveTraining(_ session: Session) {
    guard let tuning = session.tuning, session.hasBegun, !isBroken else {
      training = nil
      return
    }
    let progress = tuning.progress
    if let training, training.of == ObjectIdentifier(tuning), training.state.step == progress.step { return }
    let name = training?.state.folder == "state-1" ? "state-2" : "state-1"
    let path = folder.path.appending(name)
    do {
      try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: true)
      try tuning.write(to: path)
      training = (JournalRecord.SavedState(folder: name, epoch: progress.epoch, step: progress.step), ObjectIdentifier(tuning))
      savedAt = .now
    } catch {
      isBroken = true
    }
  }

  private func write(_ record: JournalRecord) {
    guard !isBroken, let line = try? JSONEncoder().encode(record) else { return }
    do { _ = try log.writeAll(line + [0x0A]) } catch { isBroken = true }
  }

  /// The session came to its end: there is nothing to go on with.
  func close() {
    folder.remove()
    try? log.close()
    lock.release()
  }

  deinit { if !isBroken { try? log.close() } }
}
