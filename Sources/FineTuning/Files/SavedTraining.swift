import Datasets
import Essentials
import Files
import SystemPackage
import Training

/// The state of a training as a checkpoint keeps it, with what it needs to go on.
package struct SavedTraining {
  /// The checkpoint's folder.
  package let folder: FilePath
  /// The settings it was saved under.
  package let configuration: Configuration
  /// What `TrainingSession.notes` gave.
  package let notes: [String: String]
  let state: TrainingState
  private let identity: RunIdentity

  static let configurationKey = "configuration"

  /// Reads a checkpoint, or the latest one of a run folder.
  ///
  /// - Throws: `Faults` when there is no state, or one that is damaged.
  package init(_ path: FilePath) throws {
    try path.requireFolder()
    func saved(_ path: FilePath) -> FilePath? {
      [path, RunFolder(path: path).latest].first { $0.appending(CheckpointFolder.state).isFile }
    }
    guard let folder = saved(path) else {
      throw Faults(
        .data, "has no \(CheckpointFolder.state), so there is no training to go on with", file: path.string,
        hint: FolderBelow(path) { saved($0) != nil }.offer ?? "`checkpoint save` and `train` write one; `lora load` reads adapters alone")
    }
    let (state, extra) = try TrainingState.read(folder.appending(CheckpointFolder.state))
    self.folder = folder
    self.state = state
    identity = RunIdentity(extra)
    notes = extra
    if let json = extra[Self.configurationKey] {
      configuration = try Configuration(json: Array(json.utf8), file: folder.appending(CheckpointFolder.state))
    } else if let run = try CheckpointFolder(path: folder).runConfiguration() {
      configuration = run
    } else {
      throw Faults(.data, "does not say under which settings it was saved", file: folder.appending(CheckpointFolder.state).string)
    }
  }

  /// The dataset's folder when it was saved.
  package var dataset: String { identity.dataset }
  /// The base model when it was saved.
  package var model: String { identity.model }

  /// The training, on the model and the dataset that it was made with.
  ///
  /// - Parameters:
  ///   - opened: without adapters.
  ///   - configuration: what goes on from here on; its shaping settings are those of the saved one.
  /// - Throws: `Faults` naming both sides when dataset or base model are others, and everything that does not fit.
  package func training(_ opened: LoadedModel, _ dataset: Dataset, _ configuration: Configuration) throws -> TrainingSession {
    var configuration = configuration
    let fitted = try TrainableModel(opened, &configuration, weights: state.constants)
    do {
      let setup = TrainingInputs(fitted, dataset, configuration)
      try identity.check(against: setup.identity, file: folder.appending(CheckpointFolder.state))
      return try TrainingSession(setup, state: state)
    } catch {
      fitted.detach()
      throw error
    }
  }
}
