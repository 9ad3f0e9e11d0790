import Datasets
import Essentials

/// The measurement at an epoch's end.
final class Validation {
  private let split: DatasetSplit
  private let evaluator: Evaluator
  private let features: ImageFeatures
  /// Why metrics had no value the last time.
  private(set) var remarks: [String] = []

  init(_ split: DatasetSplit, _ evaluator: Evaluator, features: ImageFeatures) {
    self.split = split
    self.evaluator = evaluator
    self.features = features
  }

  /// Samples.
  var count: Int { split.samples.count }

  /// By the keys of metric files.
  func measure(stop: StopToken, onProgress: (Int) -> Void) throws -> [String: Double] {
    let result = try evaluator.evaluate(split, features: features, stop: stop, onProgress: onProgress)
    remarks = result.remarks
    return result.values
  }
}
