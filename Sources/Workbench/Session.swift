import Datasets
import Essentials
import FineTuning
import SystemPackage
import Training

/// What the commands work on: the settings, the dataset in use, and the run that was last.
package final class Session {
  /// As `set` left them.
  package var configuration = Configuration()
  /// The dataset that `dataset load` opened.
  package var dataset: Dataset?
  /// The folder of the last training; its best checkpoint is the model that is asked from then on.
  package var run: RunFolder?
  /// The losses and measures of the last training.
  package var training = MetricHistory()
  package var validation = MetricHistory()
  /// What happened so far.
  package let transcript = Transcript()
  /// Told of everything that takes long.
  package let onProgress: (SessionProgress) -> Void
  /// Abandons even the step under way.
  package let drop: StopToken
  /// Shows a text and returns once a person has pressed a key; nil where nobody could.
  package var awaitKey: ((_ text: String) throws -> Void)?

  package init(
    drop: StopToken = .never, awaitKey: ((_ text: String) throws -> Void)? = nil,
    onProgress: @escaping (SessionProgress) -> Void = { _ in }
  ) {
    self.drop = drop
    self.awaitKey = awaitKey
    self.onProgress = onProgress
  }

  /// The checkpoint that is measured and asked: the last run's best; nil is the base model.
  package var checkpoint: FilePath? { run?.path }

  /// The dataset in use.
  ///
  /// - Throws: `Faults` when none is loaded.
  package func requireDataset() throws -> Dataset {
    guard let dataset else { throw Faults(.value, "no dataset is loaded", hint: "dataset load PATH") }
    return dataset
  }
}

/// What long work tells while it goes.
package enum SessionProgress: Sendable {
  /// A fact worth a line.
  case fact(String)
  case training(RunEvent)
  /// Samples measured, and of how many.
  case evaluation(done: Int, of: Int)
  /// The work is over; what moved may go.
  case done
}
