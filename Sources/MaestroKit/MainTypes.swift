import Tasks

// The types that a program meets first, with a page of their own in this library's documentation. All else of their modules is exported too.

/// Everything that can be set, with the names and defaults of Roboflow's trainer for what it has too.
///
/// The initializer takes what is set most often; the rest are properties. `Setting.all` has each one's range and meaning.
public typealias Configuration = FineTuning.Configuration

/// How a training ended, and the folder where everything of it is.
public typealias RunReport = FineTuning.RunReport

/// What a training tells while it works: each step, each epoch, each saved state.
public typealias RunEvent = FineTuning.RunEvent

/// The folder of one run: its settings, its checkpoints `latest` and `best`, its metrics.
public typealias RunFolder = FineTuning.RunFolder

/// One training from its folder's making to its end: ``train(_:on:adaptersOf:stop:onEvent:)`` in two halves, for programs that want to
/// show facts before the first step, or to look at the metrics afterwards.
public typealias TrainingRun = FineTuning.TrainingRun

/// A measurement of a model: ``evaluate(_:on:checkpoint:stop:)`` in two halves, with progress.
public typealias Evaluation = FineTuning.Evaluation

/// What a measurement found: the loss, each metric's scores, and the model's answers.
public typealias EvaluationResult = FineTuning.EvaluationResult

/// How detections are class by class, and what is taken for what: `EvaluationResult.detections`, and `picture()` of it.
public typealias DetectionReport = Scoring.DetectionReport

/// Precision over recall and F1 over the score, class by class: `EvaluationResult.curves`, and `picture()` of it.
public typealias DetectionCurves = Scoring.DetectionCurves

/// A model that is asked about pictures, one after the other: ``predict(_:task:with:checkpoint:)`` without opening it each time.
public typealias Predictor = FineTuning.Predictor

/// One picture with a question and the model's answer.
public typealias Prediction = FineTuning.Prediction

/// A model with its adapters, about to become one folder: ``export(_:checkpoint:to:layout:precision:)`` in two halves.
public typealias ModelExport = FineTuning.ModelExport

/// An answer in the form that its task asks for: a text, boxes, quadrilaterals or polygons.
public typealias Answer = Tasks.Answer

/// A dataset of a program's own: samples from wherever it keeps them. See <doc:OwnDatasets>.
public typealias SampleSource = Datasets.SampleSource

/// An image, what the model is asked about it, and what it should answer.
public typealias Sample = Datasets.Sample

/// Images with what is asked and the wanted answers, read and checked: a folder in one of four formats, or a ``SampleSource``.
public typealias Dataset = Datasets.Dataset

/// One part of a dataset: `train`, `valid` or `test`.
public typealias DatasetSplit = Datasets.DatasetSplit

/// Drawn scenes with exact boxes and right answers, to try things with.
public typealias SyntheticDataset = Datasets.SyntheticDataset

/// A measure of how well a model's answers meet their targets. See <doc:OwnMetrics>.
public typealias Metric = Scoring.Metric

/// One sample's target and the model's answer to it, as a ``Metric`` gets them.
public typealias ScoredAnswer = Scoring.ScoredAnswer

/// The values of a ``Metric``, or why it has none.
public typealias Scores = Scoring.Scores

/// The mean average precision of boxes, as supervision computes it.
public typealias MeanAveragePrecision = Scoring.MeanAveragePrecision

/// The word error rate, as jiwer computes it, sample by sample.
public typealias WordErrorRate = Scoring.WordErrorRate

/// The character error rate, as jiwer computes it, sample by sample.
public typealias CharacterErrorRate = Scoring.CharacterErrorRate

/// What decides which epoch is the best: `.auto`, `.loss`, or `.value("map50")`.
public typealias BestBy = FineTuning.BestBy

/// The best epoch of a run, with the figure that says so.
public typealias BestEpoch = FineTuning.BestEpoch
