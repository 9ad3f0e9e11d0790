import Datasets
import Essentials
import Florence
import Layers
import Scoring
import Tensors
import Training

/// What an evaluation found.
public struct EvaluationResult: Sendable {
  /// The mean over the answers' tokens; nil when the split has none.
  public var loss: Double?
  /// A metric with its scores, in the order of the settings.
  public var scores: [(metric: any Metric, scores: Scores)]
  /// The model's answers in the order of the samples; empty when no metric asked for them.
  public var answers: [SampleAnswer]
  /// Detections class by class, and what is taken for what; nil when mean average precision was not asked for, or no target has a box.
  public var detections: DetectionReport?
  /// Precision over recall, and F1 over the score; nil where `detections` is.
  public var curves: DetectionCurves?
  /// Why the measurement was slower than it need be; nil when it was not.
  var slowness: String?

  /// By the names of the values; what has no value is left out. Of metrics that share a name the last counts, and `loss` is the loss.
  public var values: [String: Double] {
    var values: [String: Double] = [:]
    for (_, scores) in scores {
      if case .values(let scored) = scores { values.merge(scored) { $1 } }
    }
    if let loss { values["loss"] = loss }
    return values.filter { $0.value.isFinite }
  }

  /// Why metrics have no value, and what else a person should know, a line each.
  public var facts: [String] {
    scores.compactMap { metric, scores in scores.reason.map { "\(metric.name) has no value: \($0)" } } + (slowness.map { [$0] } ?? [])
  }
}

/// Measures a model on a split, in evaluation mode: loss, and the metrics of its generated answers.
struct Evaluator {
  let opened: LoadedModel
  let metrics: [any Metric]
  let generation: GenerationSettings
  var batchSize: Int
  var workers: Int
  var countsPadding: Bool
  private let hasConfidences: Bool

  init(_ opened: LoadedModel, _ configuration: Configuration, generation: GenerationSettings) throws {
    self.opened = opened
    self.generation = generation
    metrics = try configuration.measuredMetrics()
    batchSize = configuration.validationBatchSize ?? configuration.batchSize
    workers = configuration.validationWorkers ?? configuration.workers
    countsPadding = configuration.countsPaddingInLoss
    hasConfidences = configuration.detectionScore == .probability
  }

  /// - Parameter onProgress: samples done, after each batch.
  /// - Throws: `Stopped`, and what reading the samples throws.
  func evaluate(
    _ split: DatasetSplit, features: ImageFeatures, stop: StopToken = .never, onProgress: (Int) -> Void = { _ in }
  ) throws -> EvaluationResult {
    let encoder = SampleEncoder(opened, cache: features.cache)
    let samples = split.samples
    var feed = SampleFeed(Array(samples.indices), workers: workers, capacity: max(1, workers) * batchSize) { index in
      try encoder.encode(index, of: split)
    }
    defer { feed.close() }
    var lossSum = 0.0
    var tokens = 0
    var answers: [SampleAnswer] = []
    var pairs: [ScoredAnswer] = []
    for start in stride(from: 0, to: samples.count, by: batchSize) {
      var batch: [EncodedSample] = []
      for _ in start..<min(samples.count, start + batchSize) {
        try stop.check()
        batch.append(try feed.next().prepared)
      }
      try Parallel.abandoning(when: stop) {
        let pass = ForwardPass()
        let features = try features.features(of: batch, pass)
        let encoding = try opened.model.encode(features, prompts: opened.prompts(batch), pass)
        let labels = opened.labels(batch)
        let loss = opened.model.loss(
          logits: try opened.model.logits(encoding, labels: labels, pass), labels: labels, countsPadding: countsPadding)
        lossSum += Double(loss.sum.scalar)
        tokens += loss.tokens
        if !metrics.isEmpty {
          let generated = try opened.model.generate(encoding, generation, stop: stop)
          for (sample, answer) in zip(batch, generated) {
            let source = samples[sample.index]
            let answer = SampleAnswer(
              answer, tag: source.tag, imageSize: sample.imageSize, opened.tokenizer)
            answers.append(answer)
            pairs.append(answer.scored(against: source, imageSize: sample.imageSize, hasConfidences: hasConfidences))
          }
        }
      }
      onProgress(start + batch.count)
    }
    let findsBoxes = metrics.contains { $0 is MeanAveragePrecision }
    return EvaluationResult(
      loss: tokens > 0 ? lossSum / Double(tokens) : nil, scores: metrics.map { ($0, $0.compute(pairs)) }, answers: answers,
      detections: findsBoxes ? DetectionReport(pairs) : nil, curves: findsBoxes ? DetectionCurves(pairs) : nil)
  }
}
