import Foundation
import Script

/// One line of a session's journal. What the session is made of beside the language's names is its `State`.
enum JournalRecord<State: Codable>: Codable {
  /// A session begins; what stands before it is of one whose place it took.
  case opened(version: String, seed: Int, at: Date)
  /// An input is about to run.
  case begun(text: String, number: Int)
  /// What there is now: after an input, or in the midst of one.
  case reached(Reached)

  /// Both stand in one object.
  struct Reached: Codable {
    var step = JournalStep()
    var state: State

    init(_ state: State) { self.state = state }

    init(from decoder: any Decoder) throws {
      step = try JournalStep(from: decoder)
      state = try State(from: decoder)
    }

    func encode(to encoder: any Encoder) throws {
      try step.encode(to: encoder)
      try state.encode(to: encoder)
    }
  }
}

/// What the transcript and the language have come to since the record before.
struct JournalStep: Codable {
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
}
