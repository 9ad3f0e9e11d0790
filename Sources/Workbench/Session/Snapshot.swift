import Datasets
import FineTuning
import Tensors
import Training

/// A session at one moment. Taking one copies no number: what training changes later it changes elsewhere.
package struct Snapshot {
  fileprivate let configuration: Configuration
  fileprivate let dataset: Dataset?
  fileprivate let model: LoadedModel?
  fileprivate let trainable: TrainableModel?
  /// Of what is trained, whoever trains it later.
  fileprivate let values: [Tensor]
  fileprivate let training: TrainingSession?
  fileprivate let state: TrainingState?
  fileprivate let runHistory: RunHistory
  fileprivate let changes: [SettingChange]
  /// As `Session.revision` was.
  package let revision: Int

  /// Bytes that are held for this snapshot alone once training has gone on: weights and moments.
  package var bytes: Int { values.reduce(0) { $0 + $1.count } * MemoryLayout<Float>.size * (state == nil ? 1 : 3) }
}

extension Session {
  package var snapshot: Snapshot {
    Snapshot(
      configuration: configuration, dataset: dataset, model: model, trainable: trainable, values: trainable?.values ?? [],
      training: training, state: training?.state, runHistory: runHistory, changes: changes, revision: revision)
  }

  /// Runs `body`; when it fails, the session is as it was.
  func allOrNothing<Result>(_ body: () throws -> Result) throws -> Result {
    let (before, run) = (snapshot, run)
    do {
      return try body()
    } catch {
      try restore(before)
      self.run = run
      throw error
    }
  }

  /// Goes back to how everything was. A run folder stays on disk as it is; the next `train` makes a new one.
  package func restore(_ snapshot: Snapshot) throws {
    if let trainable, trainable.adaptation !== snapshot.trainable?.adaptation { trainable.detach() }
    configuration = snapshot.configuration
    dataset = snapshot.dataset
    if let fit = snapshot.trainable {
      if trainable?.adaptation !== fit.adaptation { fit.attach() }
      fit.restore(snapshot.values)
    }
    // Weights that were trained themselves are not those of the snapshot: they are opened anew.
    model = snapshot.trainable == nil && snapshot.model?.hasTrainableWeights == true ? nil : snapshot.model
    trainable = snapshot.trainable
    training = snapshot.training
    if let state = snapshot.state { try training?.restore(state) }
    (runHistory, changes) = (snapshot.runHistory, snapshot.changes)
    run = nil
    training?.apply(configuration)
    markChanged()
  }
}
