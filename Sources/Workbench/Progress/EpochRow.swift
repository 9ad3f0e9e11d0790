import Essentials
import Presentation
import Scoring
import Training

/// An epoch that is over, as a row of a table or a line.
package struct EpochRow: Sendable, Hashable {
  package struct Figure: Sendable, Hashable {
    package let metric: String
    package let value: Double

    package init(metric: String, value: Double) {
      self.metric = metric
      self.value = value
    }
  }

  package struct Pace: Sendable, Hashable {
    package let samplesPerSecond: Double
    /// To the end of the run; infinite when nobody knows.
    package let secondsLeft: Double

    package init(samplesPerSecond: Double, secondsLeft: Double) {
      self.samplesPerSecond = samplesPerSecond
      self.secondsLeft = secondsLeft
    }
  }

  /// From 1.
  package let epoch: Int
  /// The run's.
  package let epochs: Int
  /// Optimizer steps since the start.
  package let step: Int
  package let trainingLoss: Double
  /// What was measured: the loss, then the metrics by name.
  package let validation: [Figure]
  /// Nil when no step of it was seen.
  package let pace: Pace?
  /// Whether it is the best so far.
  package let isBest: Bool
  /// Why metrics have no value.
  package let facts: [String]

  package init(
    epoch: Int, of epochs: Int, step: Int, trainingLoss: Double, validation: [Figure], pace: Pace?, isBest: Bool, facts: [String]
  ) {
    (self.epoch, self.epochs, self.step, self.trainingLoss) = (epoch, epochs, step, trainingLoss)
    (self.validation, self.pace, self.isBest, self.facts) = (validation, pace, isBest, facts)
  }

  init(_ report: EpochReport, of epochs: Int, _ pace: Pace?, _ facts: [String]) {
    (epoch, self.epochs, step, trainingLoss) = (report.epoch, epochs, report.step, report.trainingLoss)
    validation = report.validation.sorted { $1.key != "loss" && ($0.key == "loss" || $0.key < $1.key) }
      .map { Figure(metric: Scores.fieldName(of: $0.key), value: $0.value) }
    (self.pace, isBest, self.facts) = (pace, report.isBest, facts)
  }

  /// All of it but the facts.
  package var text: String {
    var text = "epoch \(epoch)/\(epochs)  step \(step)  loss \(figureText(trainingLoss))"
    for figure in validation { text += "  validation \(figure.metric) \(figureText(figure.value))" }
    if let pace { text += "  \(speedText(pace.samplesPerSecond))  \(timeText(pace.secondsLeft)) left" }
    return text + (isBest ? "  best" : "")
  }
}
