import FineTuning
import Script

extension HelpPage {
  /// A setting: what it means, what it may be, what it is, when a change takes effect, and what to know before.
  ///
  /// - Parameter session: whose present value is told; nil for the reference.
  package init(_ setting: Setting, in session: Session? = nil) {
    let standard = shown(setting.value(in: Configuration()))
    var rows: [(name: String, meaning: String)] = []
    if let session {
      let followed = session.followedValue(of: setting).map { "\(shown($0.value)), \($0.origin)" }
      rows.append(("now", followed ?? shown(setting.value(in: session.configuration))))
    }
    rows.append(("default", standard))
    rows.append(("takes", setting.kind.description + (setting.isOptional ? ", or none" : "")))
    rows.append(
      (
        "a change",
        setting.isLive
          ? "holds from the next step on, also in the middle of a training" : "shapes the model or the run: make it before the first step"
      ))
    var sections = [Section(.rows(rows))]
    if !setting.advice.isEmpty { sections.append(Section("To know", .prose(setting.advice))) }
    sections.append(Section("Back to the default", .code([("set \(setting.name)=default", "")])))
    self.init(setting.name, usage: "set \(setting.name)=VALUE", setting.meaning, sections)
  }
}

/// As it would be typed.
func shown(_ value: SettingValue) -> String {
  switch value {
  case .number(let number): Value.literal(of: number)
  case .text(""): "''"
  default: value.description
  }
}
