import Datasets
import Essentials
import FineTuning
import Presentation
import Scoring
import Script
import SystemPackage
import Tasks

extension Session {
  /// Loss and metrics of a split with the model as it is, or of a checkpoint.
  ///
  /// - Parameters:
  ///   - split: nil: test, else valid.
  ///   - task: a tag; nil: all samples.
  ///   - metrics: nil: those of the settings.
  ///   - writes: whether OUTPUT_DIR/metrics/evaluation.json is written.
  func measure(
    _ split: DatasetSplit.Name?, task: String? = nil, metrics: [String]? = nil, checkpoint: FilePath? = nil, writes: Bool, stop: StopToken
  ) throws -> Output {
    var configuration = configuration
    if let metrics { configuration.metrics = metrics }
    let evaluation = try evaluation(split, task, configuration, checkpoint: checkpoint, stop: stop)
    tell(evaluation.facts, once: evaluation.onceToldFacts)
    defer { show(.done) }
    func progress(_ done: Int, _ of: Int) { show(.evaluation(done: done, of: of)) }
    let result =
      writes ? try evaluation.run(stop: stop, onProgress: progress).result : try evaluation.measure(stop: stop, onProgress: progress)
    var fields: [(name: String, value: Double?)] = [("loss", result.loss)]
    for (metric, scores) in result.scores {
      fields += metric.keys(of: scores).map { (Scores.fieldName(of: $0), scores[$0]) }
    }
    var display = Display(.values(fields.map { ($0.0, .figure($0.1)) }))
    if let detections = result.detections { display.append(detections.classDisplay) }
    display.append(result.facts.joined(separator: "\n"))
    return Output(.record(Record(fields.map { ($0.name, $0.value.map(Value.number) ?? .none) })), display: display)
  }

  /// Detections of a split class by class, what is taken for what, and how precision goes against recall.
  ///
  /// - Throws: `Faults` when no target has a box.
  func detections(
    _ split: DatasetSplit.Name?, task: String?, checkpoint: FilePath?, stop: StopToken
  ) throws -> (report: DetectionReport, curves: DetectionCurves) {
    var configuration = configuration
    configuration.metrics = [MeanAveragePrecision().name]
    let evaluation = try evaluation(split, task, configuration, checkpoint: checkpoint, stop: stop)
    tell(evaluation.facts, once: evaluation.onceToldFacts)
    defer { show(.done) }
    let result = try evaluation.measure(stop: stop) { show(.evaluation(done: $0, of: $1)) }
    guard let report = result.detections, let curves = result.curves else {
      throw Faults(
        .data, "no sample's answer has a box", hint: "samples of \(Task.objectDetection.tag) have: `dataset stats` counts the tasks")
    }
    return (report, curves)
  }

  private func evaluation(
    _ split: DatasetSplit.Name?, _ task: String?, _ configuration: Configuration, checkpoint: FilePath?, stop: StopToken
  ) throws -> Evaluation {
    let dataset = try requireFittingDataset(stop: stop)
    guard let checkpoint else {
      return try Evaluation(requireModel(), dataset, split: split, task: task, configuration, isTrained: isTrained)
    }
    let model = try LoadedModel.open(configuration, checkpoint: checkpoint, isModelGiven: true, download)
    return try Evaluation(
      model, dataset, split: split, task: task, configuration, isTrained: true, facts: LoadedModel.facts(aboutCheckpoint: checkpoint))
  }

  /// The dataset in use, or the one that the settings name; nil where there is none, or none that can be read.
  private var datasetAtHand: Dataset? { dataset ?? (configuration.dataset == nil ? nil : try? requireDataset()) }

  /// By which rules a model answers.
  func answerRules(_ model: LoadedModel) -> AnswerRules { AnswerRules(configuration, for: model, on: datasetAtHand) }

  /// The value of a setting that is not set, as far as the model and the dataset in use tell it, and where it comes from.
  package func followedValue(of setting: Setting) -> (value: SettingValue, origin: String)? {
    guard setting.value(in: configuration) == .unset, let model,
      let found = AnswerRules(configuration, for: model, on: dataset).value(of: setting)
    else { return nil }
    return (found.value, found.origin.rawValue)
  }

  /// What answers questions about pictures: the model as it is, or a checkpoint.
  func predictor(checkpoint: FilePath? = nil) throws -> Predictor {
    let predictor =
      if let checkpoint {
        try Predictor(configuration, on: datasetAtHand, checkpoint: checkpoint, download: download)
      } else {
        Predictor(try requireModel(), configuration, on: datasetAtHand, isTrained: isTrained)
      }
    tell(predictor.facts, once: predictor.onceToldFacts)
    return predictor
  }

  /// The model as it was before it was trained, opened anew.
  func predictorBeforeTraining() throws -> Predictor {
    let model = try LoadedModel.open(configuration, download)
    return Predictor(model, configuration, on: datasetAtHand, isTrained: false)
  }

  /// One sample of the dataset.
  ///
  /// - Throws: `ArgumentFault` at the parameters `split` and `index`.
  func sample(_ name: String, _ index: Int, stop: StopToken) throws -> (split: DatasetSplit, sample: Sample) {
    guard let split = DatasetSplit.Name(rawValue: name), let split = try requireDataset(stop: stop)[split] else {
      throw ArgumentFault("split", "the dataset has no split \(name)")
    }
    guard split.samples.indices.contains(index) else {
      throw ArgumentFault("index", "\(name) has samples 0 to \(split.samples.count - 1)")
    }
    return (split, split.samples[index])
  }
}

/// The result fields of a measurement.
let measuredFields =
  [ResultField("loss", "the mean over the answers' tokens")]
  + MetricCatalog.all.flatMap { metric in metric.describe().map { ResultField(Scores.fieldName(of: $0), metric.name) } }

/// A checkpoint in place of the model in memory.
let checkpointParameter = Parameter.named(
  "checkpoint", .path, or: "the model as it is now", "a run folder for its best checkpoint, a checkpoint, or a PEFT folder")

/// The splits of a dataset.
let splitType = ParameterType.choice(DatasetSplit.Name.allCases.map { Choice($0.rawValue, $0.meaning) })

extension DatasetSplit.Name {
  fileprivate var meaning: String {
    switch self {
    case .train: "what is learned from"
    case .valid: "what training is judged by"
    case .test: "what the trained model is judged by"
    }
  }
}
