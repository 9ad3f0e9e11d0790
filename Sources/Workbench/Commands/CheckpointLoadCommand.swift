import Essentials
import FineTuning
import Script
import SystemPackage

extension Command<Session> {
  static let checkpointLoad = Command(
    "checkpoint load", "goes on from a saved training state", group: .training,
    details: """
      The settings become those it was saved under, but for \(localSettings.map(\.name).joined(separator: ", ")). Dataset and model must be the same as \
      then; when none is loaded, they are opened from where they were.
      """,
    parameters: [.required("folder", .path, "what `checkpoint save` wrote, or a run folder for its latest checkpoint")],
    results: [ResultField("epoch", "under way, from 1"), ResultField("step", "optimizer steps since the start")],
    examples: [Example("checkpoint load ./before", "as `checkpoint save` left it")]
  ) { session, arguments, context in
    let folder: String = arguments.get("folder")
    let training = try session.goOn(from: SavedTraining(FilePath(folder)), stop: context.stop)
    training.markKept(in: FilePath(folder))
    let progress = training.progress
    return Output(
      ["epoch": .integer(progress.epoch), "step": .integer(progress.step)], text: "epoch \(progress.epoch), step \(progress.step)")
  }
}

private let localSettings = Setting.all.filter { $0.has(.local) }

extension Session {
  /// Takes up a saved training with its settings. What fails leaves the session as it was.
  @discardableResult func goOn(from saved: SavedTraining, stop: StopToken) throws -> TrainingSession {
    try allOrNothing {
      var settings = saved.configuration
      for setting in localSettings { try setting.set(setting.value(in: configuration), in: &settings) }
      settings.dataset = dataset == nil ? saved.dataset : configuration.dataset
      let isSameModel =
        model != nil && configuration.modelID == settings.modelID && configuration.imageSize == settings.imageSize
        && configuration.stretchesGrey == settings.stretchesGrey
      dropTrainable()
      if !isSameModel { model = nil }
      configuration = settings
      let taken = try saved.training(requireModel(), requireFittingDataset(stop: stop), settings)
      trainable = taken.fitted
      take(saved.notes)
      begin(taken)
      markChanged()
      return taken
    }
  }
}
