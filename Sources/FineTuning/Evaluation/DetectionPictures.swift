import Foundation
import Images
import Plots
import Scoring

extension DetectionReport {
  /// The confusion table as a picture: targets in rows, what they were called in columns. Nil where it has too many labels to be written out.
  public func picture() -> Image? {
    guard hasTable else { return nil }
    let rows = matrix
    return MatrixPlot(
      title: "what is taken for what", rowTitle: "target", columnTitle: "model's answer", rows: rows.map(\.label), columns: columns,
      counts: rows.map(\.counts)
    ).image()
  }
}

extension DetectionCurves {
  /// More classes would be a thicket: those found worst are drawn beside the mean.
  private static let drawnClasses = 10

  /// Precision over recall, and F1 over the score, side by side.
  public func picture() -> Image {
    let drawn = classes.indices.sorted { (classes[$0].averagePrecision, $0) < (classes[$1].averagePrecision, $1) }
      .prefix(Self.drawnClasses).sorted()
    let note = drawn.count < classes.count ? ", the \(drawn.count) worst of \(classes.count) classes" : ""
    func plot(
      _ title: String, _ x: String, _ y: String, _ places: [Double], _ curve: (ClassCurve) -> [Double], mean: [Double],
      named: (ClassCurve) -> String, meanNamed: String
    ) -> Image {
      // What is never reached is not drawn: the line ends where it comes to nothing.
      func points(_ values: [Double]) -> [Point] {
        let end = (values.lastIndex { $0 > 0 } ?? -1) + 1
        return zip(places, values).prefix(end + 1).map { Point(x: $0, y: $1) }
      }
      var series = drawn.enumerated().map { place, index in
        LinePlot.Series(named(classes[index]), points(curve(classes[index])), look: LinePlot.Look(place))
      }
      if classes.count > 1 { series.append(LinePlot.Series(meanNamed, points(mean), look: .neutral(isSecond: false))) }
      var plot = LinePlot(title: title + note, xLabel: x, yLabel: y, series: series)
      plot.legend = series.compactMap { series in series.look.map { LinePlot.LegendEntry(series.name, $0) } }
      plot.smoothing = 1
      (plot.xLimits, plot.panels[0].limits) = (.init(lower: 0, upper: 1), .init(lower: 0, upper: 1.02))
      return plot.image(width: 560, height: 480)
    }
    let left = plot(
      "precision over recall", "recall", "precision", Self.recalls, \.precisions, mean: precisions,
      named: { "\($0.label) \(Self.text($0.averagePrecision))" }, meanNamed: "mean \(Self.text(precisions.reduce(0, +) / 101))")
    let right = plot(
      "F1 over the score", "score", "F1", Self.scores, \.f1, mean: f1,
      named: { "\($0.label) \(Self.text($0.best.f1)) at \(Self.text($0.best.score))" },
      meanNamed: "mean \(Self.text(best.f1)) at \(Self.text(best.score))")
    let canvas = Canvas(width: Double(left.width + right.width), height: Double(max(left.height, right.height)))
    canvas.draw(left, in: Rectangle(x: 0, y: 0, width: Double(left.width), height: Double(left.height)))
    canvas.draw(right, in: Rectangle(x: Double(left.width), y: 0, width: Double(right.width), height: Double(right.height)))
    return canvas.image()
  }

  private static func text(_ value: Double) -> String { String(format: "%.2f", value) }
}
