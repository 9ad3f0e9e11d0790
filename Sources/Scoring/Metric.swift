import Essentials

/// A measure of how well a model's answers meet their targets.
///
/// A metric of your own is a value with one pure function:
/// ```
/// struct Silence: Metric {
///   func compute(_ answers: [ScoredAnswer]) -> Scores {
///     ["silence": Double(answers.count { $0.prediction.isEmpty }) / Double(answers.count)]
///   }
/// }
/// ```
public protocol Metric: Sendable {
  /// What it is called in settings and messages: `mean_average_precision`. By default the name of its type in small letters.
  var name: String { get }
  /// The names of the values that it computes, in the order in which they are shown: `map50_95`, `map50`, `map75`. By default those that
  /// `compute` gives, in alphabetical order. The first is the main one.
  func describe() -> [String]
  /// Whether of two values the higher is the better one. By default it is; error rates say otherwise.
  var isHigherBetter: Bool { get }
  /// The values over all answers together, at least one answer, by their names.
  ///
  /// A dictionary literal is such `Scores`. What is no number, or infinite, is left out of the files.
  func compute(_ answers: [ScoredAnswer]) -> Scores
}

extension Metric {
  /// The name of the type, its words joined by `_`: `count_error` of `CountError`.
  public var name: String { Self.words(of: "\(Self.self)") }

  /// None are known before there are values.
  public func describe() -> [String] { [] }

  /// Higher values are better.
  public var isHigherBetter: Bool { true }

  /// The names of all values that are shown, in their order.
  public func keys(of scores: Scores) -> [String] {
    let names = describe()
    if names.isEmpty, case .values(let values) = scores { return values.keys.sorted() }
    return names
  }

  private static func words(of type: String) -> String {
    let letters = Array(type)
    return letters.indices.reduce(into: "") { words, index in
      let begins =
        letters[index].isUppercase && index > 0
        && (!letters[index - 1].isUppercase || index + 1 < letters.count && letters[index + 1].isLowercase)
      words += (begins ? "_" : "") + letters[index].lowercased()
    }
  }
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

/// The values of a metric, or why it has none. A dictionary literal is such values: `["wer": 0.5]`.
public enum Scores: Sendable, Hashable, ExpressibleByDictionaryLiteral {
  /// The values by their names; one for each that the metric describes.
  case values([String: Double])
  /// There was nothing to score; the reason is a clause for a sentence.
  case nothing(reason: String)

  /// Values by their names; of a name that is given twice the last.
  public init(dictionaryLiteral elements: (String, Double)...) { self = .values(Dictionary(elements) { $1 }) }

  /// The value of a key; nil when there was nothing to score.
  public subscript(key: String) -> Double? {
    if case .values(let values) = self { values[key] } else { nil }
  }

  /// Why there are no values; nil when there are.
  public var reason: String? {
    if case .nothing(let reason) = self { reason } else { nil }
  }

  /// The name of a value where names are words, in a command's result for example: `a_b` for `a:b`.
  public static func fieldName(of value: String) -> String { String(value.map { $0 == ":" ? "_" : $0 }) }
}
