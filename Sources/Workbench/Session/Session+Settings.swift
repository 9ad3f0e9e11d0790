import Essentials
import FineTuning

extension Session {
  /// Changes settings, all or none; the training takes up what may change in mid-run at its next step.
  ///
  /// - Returns: what else a person should know, a line each.
  /// - Throws: `Faults` with every value that will not do, and every setting that is fixed once training has begun.
  @discardableResult func change(_ values: [(name: String, value: SettingValue)]) throws -> [String] {
    var changed = configuration
    try changed.apply(values)
    let differing = Setting.all.filter { $0.value(in: changed) != $0.value(in: configuration) }
    guard !differing.isEmpty else { return [] }
    let fixed = differing.filter { !$0.isLive }
    if hasBegun, !fixed.isEmpty {
      throw Faults(
        fixed.map { setting in
          let value = setting.value(in: configuration)
          return Diagnostic(
            .value, "\(setting.name) is fixed at \(value) since the first step, and step \(tuning?.progress.step ?? 0) is done",
            hint: "`reset` begins anew and keeps the settings; `set` it then")
        })
    }
    if let tuning, hasBegun {
      let progress = tuning.progress
      changes += differing.map { setting in
        SettingChange(
          epoch: progress.epoch, step: progress.step, name: setting.name, old: setting.value(in: configuration).description,
          new: setting.value(in: changed).description)
      }
    }
    configuration = changed
    let remarks = takeUp(fixed)
    tuning?.apply(configuration)
    didChange()
    return remarks
  }

  /// Makes anew, when it is next needed, what fixed settings shape.
  private func takeUp(_ fixed: [Setting]) -> [String] {
    let names = Set(fixed.map(\.name))
    guard !names.isEmpty else { return [] }
    endTraining()
    if !names.isDisjoint(with: Setting.ofTheDataset) { dataset = nil }
    if !names.isDisjoint(with: Setting.ofTheModel) {
      dropFit()
      opened = nil
    }
    guard !names.isDisjoint(with: Setting.ofTheFit), let fitted else { return [] }
    if fitted.isLoaded { return ["the loaded adapters stay as they are; `lora` or `reset` takes up the new settings"] }
    dropFit()
    return []
  }
}

extension Setting {
  /// What a dataset is read by.
  fileprivate static let ofTheDataset: Set = ["dataset", "dataset_format", "dataset_split", "dataset_seed", "dataset_policy"]
  /// What a model is opened by.
  fileprivate static let ofTheModel: Set = ["model_id", "revision", "cache_dir", "image_size", "precision"]
  /// What adapters are fitted by.
  fileprivate static let ofTheFit: Set = [
    "lora_r", "lora_alpha", "rank_pattern", "alpha_pattern", "bias", "use_rslora", "use_dora", "init_lora_weights", "target_modules",
    "loftq_bits", "loftq_iter", "training", "freeze_vision", "seed",
  ]
}
