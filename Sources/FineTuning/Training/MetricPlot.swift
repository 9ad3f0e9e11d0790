import Images
import Plots
import Training

/// How metrics went in one training or several: a panel for each metric, all over the same epochs.
package struct MetricPlot {
  /// The curves of one training.
  package struct Run {
    /// Says which, where there are several.
    package var label: String
    package var training: MetricHistory
    package var validation: MetricHistory

    package init(label: String, training: MetricHistory, validation: MetricHistory) {
      self.label = label
      self.training = training
      self.validation = validation
    }
  }

  package var metrics: [String]
  package var runs: [Run]
  package var isLogarithmic = false
  package var isXLogarithmic = false
  /// In epochs, or in steps where there is one epoch alone.
  package var xLimits = LinePlot.Limits()
  /// Of every panel.
  package var yLimits = LinePlot.Limits()
  /// How many values make one of the moving mean, 1 for none; nil: as their number wants.
  package var smoothing: Int?

  package init(_ metrics: [String], of runs: [Run]) {
    self.metrics = metrics
    self.runs = runs
  }

  /// The plot: of one run training and validation each in its colour; of several runs each run in its colour.
  package var plot: LinePlot {
    let panels = metrics.map { metric in
      LinePlot.Panel(
        yLabel: metric, series: runs.indices.flatMap { series(metric, of: $0) }, isLogarithmic: isLogarithmic, limits: yLimits)
    }
    let title = metrics.joined(separator: ", ") + (runs.count > 1 ? " of \(runs.count) runs" : "")
    let isShort = lastEpoch == 1
    var plot = LinePlot(
      title: title, xLabel: isShort ? "step" : "epoch", panels: panels, legend: legend, countsX: isShort || lastEpoch > 3)
    (plot.xLimits, plot.isXLogarithmic, plot.smoothing) = (xLimits, isXLogarithmic, smoothing)
    return plot
  }

  /// Of all that is shown.
  private var lastEpoch: Int {
    runs.flatMap { run in metrics.compactMap { run.training[$0].last?.epoch } + metrics.compactMap { run.validation[$0].last?.epoch } }
      .max() ?? 1
  }

  private func look(_ run: Int, isValidation: Bool) -> LinePlot.Look {
    runs.count > 1 ? LinePlot.Look(run: run, isSecond: isValidation) : LinePlot.Look(isValidation ? 1 : 0)
  }

  private var legend: [LinePlot.LegendEntry] {
    let has = { (history: KeyPath<Run, MetricHistory>) in runs.contains { run in metrics.contains { !run[keyPath: history][$0].isEmpty } } }
    let parts = (has(\.training) ? [("training", false)] : []) + (has(\.validation) ? [("validation", true)] : [])
    if runs.count <= 1 { return parts.map { LinePlot.LegendEntry($0, look(0, isValidation: $1)) } }
    let isValidationAlone = !has(\.training)
    return runs.indices.map { LinePlot.LegendEntry(runs[$0].label, look($0, isValidation: isValidationAlone)) }
      + parts.map { LinePlot.LegendEntry($0, .neutral(isSecond: $1)) }
  }

  private func series(_ metric: String, of index: Int) -> [LinePlot.Series] {
    let run = runs[index]
    let places = Places(of: run.training, inSteps: lastEpoch == 1)
    var series: [LinePlot.Series] = []
    for (name, history, isValidation) in [("training", run.training, false), ("validation", run.validation, true)] {
      let points = history[metric].map { Point(x: isValidation ? places.end(of: $0.epoch) : places.of($0), y: $0.value) }
      if points.isEmpty { continue }
      let name = runs.count > 1 ? "\(run.label), \(name)" : name
      series.append(.init(name, points, look: look(index, isValidation: isValidation), isNoisy: !isValidation && metric != "lr"))
    }
    return series
  }

  /// Steps at the fractions of their epochs: the last step of epoch 2 stands at 2. The epoch under way is as long as the longest before it.
  /// Where there is one epoch alone, steps stand at their number.
  private struct Places {
    private var lengths: [Int: Int] = [:]
    private let longest: Int
    private let last: Int
    private let inSteps: Bool

    init(of training: MetricHistory, inSteps: Bool) {
      for entry in training.metrics.flatMap({ training[$0] }) { lengths[entry.epoch] = max(lengths[entry.epoch] ?? 0, entry.step) }
      longest = lengths.values.max() ?? 1
      last = lengths.keys.max() ?? 1
      self.inSteps = inSteps
    }

    func of(_ entry: MetricHistory.Entry) -> Double {
      if inSteps { return Double(entry.step) }
      let length = entry.epoch == last ? longest : lengths[entry.epoch] ?? 1
      return Double(entry.epoch - 1) + Double(entry.step) / Double(length)
    }

    func end(of epoch: Int) -> Double { inSteps ? Double(longest) : Double(epoch) }
  }
}

extension MetricFiles {
  /// The course of one metric, training and validation in one figure.
  package static func plot(_ metric: String, training: MetricHistory, validation: MetricHistory) -> Image {
    MetricPlot([metric], of: [.init(label: "", training: training, validation: validation)]).plot.image()
  }
}
