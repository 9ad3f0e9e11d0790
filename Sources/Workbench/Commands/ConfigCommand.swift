import FineTuning
import Script

extension Command<Session> {
  static let config = Command(
    "config", "shows all settings, those that were changed with a star", group: .model,
    results: Setting.all.map { ResultField($0.name, $0.meaning) },
    examples: [Example("config", "")], isKept: false
  ) { session, _, _ in
    let defaults = Configuration()
    let width = Setting.all.map(\.name.count).max() ?? 0
    let lines = Setting.all.map { setting in
      let value = setting.value(in: session.configuration)
      let mark = value == setting.value(in: defaults) ? " " : "*"
      let words = session.followedValue(of: setting).map { "\($0.value) (\($0.origin))" } ?? "\(value)"
      return "\(mark) \(setting.name)\(String(repeating: " ", count: width + 1 - setting.name.count)) \(words)"
    }
    return Output(settingsValue(session.configuration), text: lines.joined(separator: "\n"))
  }
}
