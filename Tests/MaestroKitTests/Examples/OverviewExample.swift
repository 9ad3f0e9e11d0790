import MaestroKit

/// The example of README.md and of the documentation's first page.
enum OverviewExample {
  static func run() throws {
    var configuration = Configuration(dataset: "cards", epochs: 10, batchSize: 8, learningRate: 5e-6, metrics: [MeanAveragePrecision()])
    configuration.modelID = "florence-2-base-ft"
    let report = try train(configuration)
    let result = try evaluate(configuration, checkpoint: report.folder.best.string)
    print(result.values)
  }
}
