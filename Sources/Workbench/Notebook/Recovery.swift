import Essentials
import FineTuning
import Foundation
import Script
import SystemPackage
import Transcripts

/// A session whose process did not come to its end, as far as its journal tells.
package struct Recovery {
  let folder: JournalFolder
  let lock: JournalFolder.Lock
  private(set) var inputs: [Transcript.Input] = []
  private(set) var language = LanguageState()
  private(set) var settings: Configuration?
  private(set) var hasDataset = false
  private(set) var hasModel = false
  private(set) var training: JournalRecord.SavedState?
  private(set) var seed = 42
  private(set) var start = Date.distantPast
  /// What was under way.
  private(set) var interrupted: String?

  /// The newest dead session that has something to lose.
  static func newest(in sessions: FilePath) -> Recovery? {
    for folder in JournalFolder.all(in: sessions) {
      guard let lock = folder.lock() else { continue }
      if let recovery = Recovery(folder, lock), !recovery.inputs.isEmpty { return recovery }
    }
    return nil
  }

  /// Nil when the journal cannot be read. What stands behind a damaged line is left out.
  init?(_ folder: JournalFolder, _ lock: JournalFolder.Lock) {
    (self.folder, self.lock) = (folder, lock)
    guard let data = FileManager.default.contents(atPath: folder.log.string) else { return nil }
    var begun: (text: String, number: Int)?
    var isOpened = false
    for line in data.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
      guard let record = try? JSONDecoder().decode(JournalRecord.self, from: Data(line)) else { break }
      switch record {
      case .opened(_, let seed, let date): (self.seed, start, isOpened) = (seed, date, true)
      case .begun(let text, let number): begun = (text, number)
      case .reached(let reached):
        take(reached)
        if !reached.isUnderWay { begun = nil }
      }
    }
    guard isOpened else { return nil }
    interrupted = begun?.text
    if let begun { language.nextInput = max(language.nextInput, begun.number + 1) }
  }

  private mutating func take(_ reached: JournalRecord.Reached) {
    if let input = reached.input {
      // What came of an input that was under way is told again, further on.
      if let last = inputs.last, last.number == input.number, last.number != nil { inputs.removeLast() }
      inputs.append(input)
      if let number = input.number, let result = input.result { language.results[number] = result }
    }
    for index in inputs.indices { inputs[index].isUndone = inputs[index].number.map(reached.undone.contains) ?? false }
    language.variables.merge(reached.variables) { $1 }
    for name in reached.removed { language.variables[name] = nil }
    if let definitions = reached.definitions { language.definitions = definitions }
    (language.lastResult, language.nextInput) = (reached.lastResult, reached.nextInput)
    if let settings = try? Configuration(json: Array(reached.settings.utf8), file: folder.log) { self.settings = settings }
    (hasDataset, hasModel, training) = (reached.hasDataset, reached.hasModel, reached.training)
  }

  /// One line: when, how much, and how far the training was.
  package var summary: String {
    let count = inputs.count { $0.number != nil }
    var parts = ["\(count) input\(count == 1 ? "" : "s")"]
    if let training { parts.append("training at epoch \(training.epoch), step \(training.step)") }
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "d MMM HH:mm"
    return "a session of \(formatter.string(from: start)) did not come to its end: " + parts.joined(separator: ", ")
  }
}
