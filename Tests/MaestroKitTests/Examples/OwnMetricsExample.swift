import MaestroKit

struct CountError: Metric {
  let isHigherBetter = false

  func describe() -> [String] { ["count_error", "count_exact"] }

  func compute(_ answers: [ScoredAnswer]) -> Scores {
    let errors = answers.map { abs($0.predictedDetections.count - $0.targetDetections.count) }
    return [
      "count_error": Double(errors.reduce(0, +)) / Double(errors.count),
      "count_exact": Double(errors.count { $0 == 0 }) / Double(errors.count),
    ]
  }
}

/// The article of that name.
enum OwnMetricsExample {
  static func run() throws {
    var configuration = Configuration(dataset: "chess", epochs: 1, metrics: [MeanAveragePrecision(), CountError()])
    configuration.modelID = "nano"
    let report = try train(configuration)
    let result = try evaluate(configuration, checkpoint: report.folder.path.string)
    print(result.values["count_error"] ?? .nan)

    _ = try resume(
      report.folder.path.string,
      change: { configuration in
        configuration.epochs = 2
        configuration.ownMetrics = [CountError()]
      })
  }
}
