import FineTuning
import Hub

/// What long work tells while it goes.
package enum SessionProgress: Sendable {
  /// A fact worth a line.
  case fact(String)
  case training(RunEvent)
  /// Samples measured, and of how many.
  case evaluation(done: Int, of: Int)
  case download(HubEvent)
  /// The work is over; what moved may go.
  case done

  /// What of it is worth reading when the work is long over: facts and epochs. Nil for what only moves.
  package var lastingText: String? {
    switch self {
    case .fact(let text), .training(.fact(let text)): text
    case .training(.epoch(let report, let epochs, let facts)):
      ([EpochRow(report, of: epochs, nil, facts).text] + facts.map { "  " + $0 }).joined(separator: "\n")
    case .training(.step), .training(.validation), .training(.saved), .evaluation, .download, .done: nil
    }
  }
}
