import Images
import Plots
import Training

extension MetricFiles {
  /// The course of one metric, training and validation in one figure, over epochs.
  package static func plot(_ metric: String, training: [MetricHistory.Entry], validation: [MetricHistory.Entry]) -> Image {
    var series: [LinePlot.Series] = []
    if !training.isEmpty { series.append(.init("training", overEpochs(training))) }
    if !validation.isEmpty { series.append(.init("validation", validation.map { Point(x: Double($0.epoch), y: $0.value) })) }
    return LinePlot(title: metric, xLabel: "epoch", yLabel: metric, series: series, countsX: true).image()
  }

  /// Steps at the fractions of their epochs: the last step of epoch 2 stands at 2. The epoch under way is as long as the longest before it.
  private static func overEpochs(_ entries: [MetricHistory.Entry]) -> [Point] {
    var steps: [Int: Int] = [:]
    for entry in entries { steps[entry.epoch] = max(steps[entry.epoch] ?? 0, entry.step) }
    let longest = steps.values.max() ?? 1
    let last = entries.last?.epoch ?? 1
    return entries.map { entry in
      let extent = entry.epoch == last ? longest : steps[entry.epoch] ?? 1
      return Point(x: Double(entry.epoch - 1) + Double(entry.step) / Double(extent), y: entry.value)
    }
  }
}
