import Essentials
import FineTuning

extension Session {
  /// Takes over changed settings, all or none; the training takes up what may change in mid-run at its next step.
  ///
  /// - Returns: what else a person should know, a line each.
  /// - Throws: `Faults` with every setting that is fixed once training has begun.
  @discardableResult func change(to changed: Configuration) throws(Faults) -> [String] {
    let differing = Setting.all.filter { $0.value(in: changed) != $0.value(in: configuration) }
    guard !differing.isEmpty else { return [] }
    let fixed = differing.filter { !$0.isLive }
    if hasBegun, !fixed.isEmpty {
      throw Faults(
        fixed.map { setting in
          let value = setting.value(in: configuration)
          return Diagnostic(
            .value, "\(setting.name) is fixed at \(value) since the first step, and step \(training?.progress.step ?? 0) is done",
            hint: "`reset` begins anew and keeps the settings; `set` it then")
        })
    }
    if let training, hasBegun {
      let progress = training.progress
      changes += differing.map { setting in
        SettingChange(
          epoch: progress.epoch, step: progress.step, name: setting.name, old: setting.value(in: configuration).description,
          new: setting.value(in: changed).description)
      }
    }
    configuration = changed
    let facts = rebuild(fixed)
    training?.apply(configuration)
    markChanged()
    return facts
  }

  /// Makes anew, when it is next needed, what fixed settings shape.
  private func rebuild(_ fixed: [Setting]) -> [String] {
    let scopes = Set(fixed.map(\.scope))
    guard !scopes.isEmpty else { return [] }
    endTraining()
    if scopes.contains(.dataset) { dataset = nil }
    if scopes.contains(.model) {
      dropTrainable()
      model = nil
    }
    guard scopes.contains(.adapter), let trainable else { return [] }
    if trainable.isLoaded { return ["the loaded adapters stay as they are; `lora` or `reset` takes up the new settings"] }
    dropTrainable()
    return []
  }
}
