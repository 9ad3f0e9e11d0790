import Files
import Plots
import Scoring
import SystemPackage
import Training

/// The metric files and plots of a run, as they stand after an epoch.
package struct MetricFiles {
  let folder: FilePath
  /// The names of values in the order of the metrics that give them.
  let order: [String]

  init(folder: FilePath, metrics: [any Metric]) {
    self.folder = folder
    order = metrics.flatMap { $0.describe() }
  }

  func write(training: MetricHistory, validation: MetricHistory) throws {
    try NewFolder.makeIfMissing(folder)
    try write(training, to: "training.json")
    try write(validation, to: "validation.json")
    for metric in Set(training.metrics + validation.metrics) {
      let plot = Self.plot(metric, training: training, validation: validation)
      try plot.write(to: folder.appending(Self.plotName(metric)))
    }
  }

  private func write(_ history: MetricHistory, to name: FilePath.Component) throws {
    try AtomicFile.write(Array(history.fileText(order: order).utf8), to: folder.appending(name))
  }

  static func plotName(_ metric: String) -> FilePath.Component {
    // A colon is no part of a file's name everywhere.
    FilePath.Component("\(String(metric.map { "/:".contains($0) ? "_" : $0 }))_plot.png") ?? "metric_plot.png"
  }
}
