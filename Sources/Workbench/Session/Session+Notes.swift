import Foundation
import Training

/// What of a training the session alone knows, as saved states keep it.
extension Session {
  private enum Key {
    static let observations = "step_observations"
    static let changes = "setting_changes"
  }

  var notes: [String: String] {
    func text(_ value: some Encodable) -> String? { (try? JSONEncoder().encode(value)).map { String(decoding: $0, as: UTF8.self) } }
    return [Key.observations: text(observations), Key.changes: text(changes)].compactMapValues { $0 }
  }

  /// Takes over the notes of a saved state; what another program left out or damaged stays empty: no number of the training is among them.
  func take(_ notes: [String: String]) {
    func value<Value: Decodable>(_ key: String, _: Value.Type) -> Value? {
      notes[key].flatMap { try? JSONDecoder().decode(Value.self, from: Data($0.utf8)) }
    }
    observations = value(Key.observations, MetricHistory.self) ?? MetricHistory()
    changes = value(Key.changes, [SettingChange].self) ?? []
  }
}
