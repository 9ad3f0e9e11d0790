import Files
import Foundation
import Script
import SystemPackage

/// What a session would need to go on after its process was killed: written before an input runs and after it.
package final class Journal<State: Codable> {
  /// The session's; whoever keeps more than lines of the journal keeps it there.
  package let folder: JournalFolder
  private let lock: JournalFolder.Lock
  private let log: FileDescriptor
  private let version: String
  private var variables: [String: Value] = [:]
  private var definitions: [LanguageState.Definition] = []
  /// Once something could not be written, nothing more is.
  package var isBroken = false

  /// A journal in a folder of its own.
  ///
  /// - Parameters:
  ///   - sessions: the folder of all sessions.
  ///   - version: the program's.
  ///   - seed: the session's at its beginning.
  /// - Throws: what the system says when the folder or the file cannot be made.
  package init(in sessions: FilePath, version: String, seed: Int) throws {
    (folder, lock) = try JournalFolder.make(in: sessions)
    self.version = version
    log = try FileDescriptor.open(
      folder.log, .writeOnly, options: [.create, .append, .closeOnExec], permissions: FilePermissions(rawValue: 0o600))
    write(.opened(version: version, seed: seed, at: .now))
  }

  /// Another session takes this one's place: what was written so far counts no more.
  package func restart(seed: Int) {
    (variables, definitions) = ([:], [])
    write(.opened(version: version, seed: seed, at: .now))
  }

  /// An input is about to run.
  package func begin(_ text: String, number: Int) { write(.begun(text: text, number: number)) }

  /// Writes what there is now.
  ///
  /// - Parameters:
  ///   - input: as far as it came; nil when nothing of it is kept.
  ///   - undone: inputs that were taken back.
  ///   - isUnderWay: the input is told of again, further on.
  package func reach(_ state: State, _ language: LanguageState, input: Transcript.Input?, undone: [Int], isUnderWay: Bool) {
    var reached = JournalRecord<State>.Reached(state)
    (reached.step.input, reached.step.isUnderWay, reached.step.undone) = (input, isUnderWay, undone)
    reached.step.variables = language.variables.filter { variables[$0.key] != $0.value }
    reached.step.removed = variables.keys.filter { language.variables[$0] == nil }
    reached.step.definitions = language.definitions == definitions ? nil : language.definitions
    (reached.step.lastResult, reached.step.nextInput) = (language.lastResult, language.nextInput)
    (variables, definitions) = (language.variables, language.definitions)
    write(.reached(reached))
  }

  private func write(_ record: JournalRecord<State>) {
    guard !isBroken, let line = try? EncodedJSON.bytes(of: record) else { return }
    do { _ = try log.writeAll(line + [0x0A]) } catch { isBroken = true }
  }

  /// The session came to its end: there is nothing to go on with.
  package func close() {
    folder.remove()
    try? log.close()
    lock.release()
  }

  deinit { if !isBroken { try? log.close() } }
}
