import Foundation
import Script
import Transcripts

/// One line of a session's journal.
enum JournalRecord: Codable {
  case opened(version: String, seed: Int, at: Date)
  /// An input is about to run.
  case begun(text: String, number: Int)
  /// What there is now: after an input, or in the midst of one whose training was saved.
  case reached(Reached)

  struct Reached: Codable {
    /// As far as it came; nil when nothing of it is kept.
    var input: Transcript.Input?
    var isUnderWay = false
    /// What changed since the last record.
    var variables: [String: Value] = [:]
    var removed: [String] = []
    /// Nil: as they were.
    var definitions: [LanguageState.Definition]?
    var lastResult: Int?
    var nextInput = 1
    /// Inputs that were taken back.
    var undone: [Int] = []
    /// As a file of settings.
    var settings = ""
    var hasDataset = false
    var hasModel = false
    var training: SavedState?
  }

  /// A training state on disk.
  struct SavedState: Codable, Hashable {
    /// In the session's folder.
    var folder: String
    var epoch: Int
    var step: Int
  }
}
