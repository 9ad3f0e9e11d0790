import Foundation
import Script
import SystemPackage

/// A session whose process did not come to its end, as far as its journal tells.
package struct KilledSession<State: Codable> {
  package let folder: JournalFolder
  package let lock: JournalFolder.Lock
  package private(set) var inputs: [Transcript.Input] = []
  package private(set) var language = LanguageState()
  /// Nil when no input came to an end.
  package private(set) var state: State?
  package private(set) var seed = 42
  package private(set) var start = Date.distantPast
  /// The text of the input that was under way.
  package private(set) var interrupted: String?

  /// The newest dead session that has something to lose.
  ///
  /// - Parameter sessions: the folder of all sessions.
  package static func newest(in sessions: FilePath) -> KilledSession? {
    for folder in JournalFolder.all(in: sessions) {
      guard let lock = folder.lock() else { continue }
      if let killed = KilledSession(folder, lock), !killed.inputs.isEmpty { return killed }
    }
    return nil
  }

  /// Nil when the journal cannot be read. What stands behind a damaged line is left out.
  private init?(_ folder: JournalFolder, _ lock: JournalFolder.Lock) {
    (self.folder, self.lock) = (folder, lock)
    guard let data = FileManager.default.contents(atPath: folder.log.string) else { return nil }
    var begun: (text: String, number: Int)?
    var isOpened = false
    for line in data.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
      guard let record = try? JSONDecoder().decode(JournalRecord<State>.self, from: Data(line)) else { break }
      switch record {
      case .opened(_, let seed, let date):
        (self.seed, start, isOpened) = (seed, date, true)
        (inputs, language, state, begun) = ([], LanguageState(), nil, nil)
      case .begun(let text, let number): begun = (text, number)
      case .reached(let reached):
        take(reached.step)
        state = reached.state
        if !reached.step.isUnderWay { begun = nil }
      }
    }
    guard isOpened else { return nil }
    interrupted = begun?.text
    if let begun { language.nextInput = max(language.nextInput, begun.number + 1) }
  }

  private mutating func take(_ step: JournalStep) {
    if let input = step.input {
      // What came of an input that was under way is told again, further on.
      if let last = inputs.last, last.number == input.number, last.number != nil { inputs.removeLast() }
      inputs.append(input)
      if let number = input.number, let result = input.result { language.results[number] = result }
    }
    for index in inputs.indices { inputs[index].isUndone = inputs[index].number.map(step.undone.contains) ?? false }
    language.variables.merge(step.variables) { $1 }
    for name in step.removed { language.variables[name] = nil }
    if let definitions = step.definitions { language.definitions = definitions }
    (language.lastResult, language.nextInput) = (step.lastResult, step.nextInput)
  }

  /// Gives it up: nothing of it is left.
  package func discard() {
    folder.remove()
    lock.release()
  }
}
