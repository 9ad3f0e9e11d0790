import Files
import Foundation

/// What of a training the session alone knows, as saved states keep it.
extension Session {
  private static let changesKey = "setting_changes"

  var notes: [String: String] {
    guard let text = try? EncodedJSON.text(of: changes) else { return [:] }
    return [Self.changesKey: text]
  }

  /// Takes over the notes of a saved state; what another program left out or damaged stays empty: no number of the training is among them.
  func take(_ notes: [String: String]) {
    changes = notes[Self.changesKey].flatMap { try? JSONDecoder().decode([SettingChange].self, from: Data($0.utf8)) } ?? []
  }
}
