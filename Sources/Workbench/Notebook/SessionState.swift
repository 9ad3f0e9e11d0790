import Essentials
import FineTuning
import Foundation
import Script
import SystemPackage
import Transcripts

/// What a journal keeps of a session beside its transcript and the language's names.
package struct SessionState: Codable {
  /// As a file of settings.
  let settings: String
  let hasDataset: Bool
  let hasModel: Bool
  let training: SavedState?
  /// What the user has of the training: the step that each folder had last. Nil in journals of before.
  let keptSteps: [String: Int]?

  /// A training state on disk.
  struct SavedState: Codable, Hashable {
    /// In the session's folder.
    let folder: String
    let epoch: Int
    let step: Int
  }

  init(_ session: Session, training: SavedState?) {
    settings = String(decoding: session.configuration.json(), as: UTF8.self)
    (hasDataset, hasModel) = (session.dataset != nil, session.model != nil)
    self.training = training
    keptSteps = session.training.map { Dictionary(uniqueKeysWithValues: $0.keptSteps.map { ($0.string, $1) }) }
  }

  /// Nil when this program does not know what they say.
  ///
  /// - Parameter file: the journal that they stand in.
  func configuration(in file: FilePath) -> Configuration? { try? Configuration(json: Array(settings.utf8), file: file) }
}

/// A session that can be gone on with.
package typealias Recovery = KilledSession<SessionState>

extension KilledSession<SessionState> {
  /// One line: when, how much, and how far the training was.
  package var summary: String {
    var parts = [pluralized(inputs.count { $0.number != nil }, "input")]
    if let training = state?.training { parts.append("training at epoch \(training.epoch), step \(training.step)") }
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "d MMM HH:mm"
    return "a session of \(formatter.string(from: start)) did not come to its end: " + parts.joined(separator: ", ")
  }
}
