import Datasets
import Essentials

/// As shares are typed: `80/10/10`.
extension SplitShares: SettingType {
  static var kind: Setting.Kind { .text }
  var settingValue: SettingValue { .text(description) }

  init?(setting value: SettingValue) {
    guard case .text(let text) = value else { return nil }
    self.init(text)
  }

  static func refusal(of value: SettingValue, for name: String) -> [Diagnostic] {
    guard case .text(let text) = value else { return [] }
    return [
      Diagnostic(
        .value, "\(name)=\(text): expected the shares of train, valid and test, or none", hint: "\(name)=80/10/10")
    ]
  }
}
