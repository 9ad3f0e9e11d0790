import Datasets
import Essentials
import FineTuning
import SystemPackage
import Training
import Transcripts

/// What the commands work on: the settings, the dataset, the model and its training, all in memory.
///
/// What a command needs and nobody has made yet, the session makes from the settings: it opens the model, fits adapters, begins the training.
package final class Session {
  /// As `set` left them.
  package internal(set) var configuration = Configuration()
  /// The dataset in use.
  package internal(set) var dataset: Dataset?
  /// The model in use.
  var model: LoadedModel?
  /// What of the model is trained.
  var trainable: TrainableModel?
  /// How far that is; nil before the first step.
  package internal(set) var training: TrainingSession?
  /// The run folder that `train` made for this training.
  var run: TrainingRun?
  /// The figures of the session's trainings, this one and those before it.
  package var runHistory = RunHistory()
  /// Settings that were changed after the first step.
  package internal(set) var changes: [SettingChange] = []
  /// What happened so far.
  package let transcript = Transcript()
  /// Grows with everything that a snapshot would remember.
  package private(set) var revision = 0
  /// The dataset and the model that were last found to fit each other.
  private var fitting: (dataset: Dataset, model: ObjectIdentifier)?

  /// Who the session works for.
  package let frontEnd: any FrontEnd
  /// Who keeps what came of its inputs; nil where nobody does.
  weak var keeper: (any SessionKeeper)?
  private var hasToldTargets = false
  /// Facts of dataset and model that were told and stay true.
  private var toldFacts: Set<String> = []
  /// Letters that no font has, as far as that was told.
  private var missingLetters = MissingLetters()

  package init(_ frontEnd: any FrontEnd = SilentFrontEnd()) { self.frontEnd = frontEnd }

  /// Tells of work on its way.
  func show(_ progress: SessionProgress) {
    if let text = progress.lastingText { transcript.note(text) }
    frontEnd.show(progress)
  }

  /// Tells facts, those of `once` only where they were not told yet.
  func tell(_ facts: [String], once: [String]) {
    for fact in facts where !once.contains(fact) || toldFacts.insert(fact).inserted { show(.fact(fact)) }
  }

  /// Says which letters of these texts pictures cannot show, each once.
  func tellMissingLetters(of texts: some Sequence<String>) {
    if let fact = missingLetters.fact(on: texts) { show(.fact(fact)) }
  }

  /// Facts without the one on the trainer's list of targets, once that was told.
  func untold(_ facts: [String], of fitted: TrainableModel) -> [String] {
    defer { hasToldTargets = hasToldTargets || fitted.targetsFact != nil }
    return hasToldTargets ? facts.filter { $0 != fitted.targetsFact } : facts
  }

  /// Something changed that `undo` would take back.
  func markChanged() { revision += 1 }

  /// The dataset in use.
  ///
  /// - Throws: `Faults` when none is loaded, or the one that the settings name cannot be.
  package func requireDataset(stop: StopToken = .never) throws -> Dataset {
    if let dataset { return dataset }
    guard let path = configuration.dataset else { throw Faults(.value, "no dataset is loaded", hint: "dataset load PATH") }
    let loaded = try Dataset(FilePath(path), options: configuration.datasetOptions, stop: stop)
    dataset = loaded
    return loaded
  }

  /// What a model is fetched by.
  var download: ModelDownload {
    ModelDownload(stop: frontEnd.stop) { [unowned self] in show(.download($0)) }
  }

  /// The model in use, opened when it is not yet.
  package func requireModel() throws -> LoadedModel {
    if let model { return model }
    let loaded = try LoadedModel.open(configuration, download)
    model = loaded
    return loaded
  }

  /// The dataset in use, every sample of which the model in use could learn.
  func requireFittingDataset(stop: StopToken) throws -> Dataset {
    let (dataset, model) = (try requireDataset(stop: stop), try requireModel())
    if let fitting, fitting.dataset == dataset, fitting.model == ObjectIdentifier(model) { return dataset }
    let checked = try Dataset(dataset.path, options: dataset.options, for: model, stop: stop)
    if checked.omissions.count != dataset.omissions.count { for line in checked.omissionLines { show(.fact(line)) } }
    self.dataset = checked
    fitting = (checked, ObjectIdentifier(model))
    return checked
  }

  /// What of the model is trained, fitted as the settings say when that is not done yet.
  func requireTrainable() throws -> TrainableModel {
    if let trainable { return trainable }
    let model = try requireModel()
    let fitted = try StopToken.$ofReading.withValue(frontEnd.stop) { try TrainableModel(model, &configuration) }
    trainable = fitted
    return fitted
  }

  /// The training, at its beginning when there was none.
  func requireTraining(stop: StopToken) throws -> TrainingSession {
    if let training { return training }
    let dataset = try requireFittingDataset(stop: stop)
    let begun = try TrainingSession(requireTrainable(), dataset, configuration)
    tell(untold(begun.facts, of: begun.fitted), once: begun.onceToldFacts)
    begin(begun)
    return begun
  }

  /// Makes a training the present one.
  func begin(_ training: TrainingSession) {
    self.training = training
    training.notes = { [unowned self] in notes }
    runHistory.begin(configuration)
    updateRunHistory()
  }

  /// Takes over what the training has measured.
  func updateRunHistory() {
    let folder = run.flatMap { $0.training === training ? $0.folder.path.lexicallyNormalized().string : nil }
    runHistory.update(training: trainingHistory, validation: validationHistory, settings: configuration, folder: folder)
  }

  /// Forgets the training; what was learned stays in the model.
  func endTraining() {
    (training, run) = (nil, nil)
    changes = []
  }

  /// Forgets the training and what was learned. Weights that were trained themselves are opened anew.
  func dropTrainable() {
    endTraining()
    trainable?.detach()
    if let trainable, trainable.adaptation == nil { model = nil }
    trainable = nil
  }

  /// Whether a step was made.
  var hasBegun: Bool { (training?.progress.step ?? 0) > 0 }

  /// Whether the model in use learned anything, here or before.
  var isTrained: Bool { hasBegun || trainable?.isLoaded == true }

  /// What would be lost by leaving now; nil when nothing would.
  package var unsavedTraining: String? {
    guard let training, hasBegun else { return nil }
    let kept = training.keptStep ?? 0
    let steps = training.progress.step - kept
    if steps == 0 { return nil }
    return "\(pluralized(steps, "step")) of training\(kept > 0 ? " after step \(kept)" : "") \(steps == 1 ? "is" : "are") not saved; "
      + "`checkpoint save DIR` keeps \(steps == 1 ? "it" : "them")"
  }
}

/// A setting that was changed in mid-run.
package struct SettingChange: Sendable, Hashable, Codable {
  /// The epoch under way, from 1.
  package let epoch: Int
  /// Optimizer steps that had been made.
  package let step: Int
  package let name: String
  /// As they would be typed.
  package let old: String
  package let new: String
}
