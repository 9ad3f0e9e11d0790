import Essentials

/// A measure of how well a model's answers meet their targets.
///
/// A metric of your own is a value with a name, its keys and one pure function:
/// ```
/// struct Silence: Metric {
///   let name = "silence"
///   let keys = ["silence"]
///   func compute(_ answers: [ScoredAnswer]) -> Scores {
///     if answers.isEmpty { return .nothing(reason: "there is no sample") }
///     return .values(["silence": Double(answers.count { $0.prediction.isEmpty }) / Double(answers.count)])
///   }
/// }
/// ```
public protocol Metric: Sendable {
  /// The name in settings: `mean_average_precision`.
  var name: String { get }
  /// The names of the values in metric files, in their order: `map50:95`, `map50`, `map75`.
  var keys: [String] { get }
  /// One value for each key over all answers together.
  func compute(_ answers: [ScoredAnswer]) -> Scores
}

extension Metric {
  /// The names of the values, as Roboflow's trainer asks a metric for them: `keys`.
  public func describe() -> [String] { keys }
}

/// One sample's target and the model's answer to it, as text and, for tasks that locate objects, as detections.
public struct ScoredAnswer: Sendable, Hashable {
  /// The dataset's suffix.
  public var target: String
  /// Without `<s>`, `</s>` and `<pad>`.
  public var prediction: String
  /// Empty for tasks that locate nothing.
  public var targetDetections: [Detection]
  /// Empty for tasks that locate nothing.
  public var predictedDetections: [Detection]
  /// Whether the answer says something, and its task finds nothing in it.
  public var isUnparsed: Bool
  /// Whether the limit on new tokens cut the answer.
  public var isTruncated: Bool

  /// A sample with both sides known.
  public init(
    target: String, prediction: String, targetDetections: [Detection] = [], predictedDetections: [Detection] = [],
    isUnparsed: Bool = false, isTruncated: Bool = false
  ) {
    self.target = target
    self.prediction = prediction
    self.targetDetections = targetDetections
    self.predictedDetections = predictedDetections
    self.isUnparsed = isUnparsed
    self.isTruncated = isTruncated
  }
}

/// A labelled box, annotated or predicted.
public struct Detection: Sendable, Hashable {
  /// In pixels.
  public var box: Box
  /// The class.
  public var label: String
  /// The model's confidence, by which predictions are ranked.
  public var score: Float

  /// A box with its class; certain unless told otherwise.
  public init(box: Box, label: String, score: Float = 1) {
    self.box = box
    self.label = label
    self.score = score
  }
}

/// The values of a metric, or why it has none.
public enum Scores: Sendable, Hashable {
  /// A value for each of the metric's keys.
  case values([String: Double])
  /// There was nothing to score; the reason is a clause for a sentence.
  case nothing(reason: String)

  /// The value of a key; nil when there was nothing to score.
  public subscript(key: String) -> Double? {
    if case .values(let values) = self { values[key] } else { nil }
  }

  /// Why there are no values; nil when there are.
  public var reason: String? {
    if case .nothing(let reason) = self { reason } else { nil }
  }

  /// The name of a key's field in a command's result: `map50_95` for `map50:95`.
  public static func resultField(forKey key: String) -> String {
    String(key.map { $0 == ":" ? "_" : $0 })
  }
}
