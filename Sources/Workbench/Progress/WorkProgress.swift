import Essentials
import FineTuning
import Foundation
import Training

/// Shows a training run on standard error: one line that moves on a terminal, one line an epoch elsewhere.
public final class TrainingDisplay {
  private let line: ProgressLine
  private let clock = ContinuousClock()
  /// When the first step began, and its number.
  private var first: (began: ContinuousClock.Instant, step: Int)?
  private var lastStep: StepReport?
  /// One a step, for the course of the loss.
  private var losses: [Double] = []

  /// A display that shows nothing yet.
  public init() { line = ProgressLine() }

  /// Shows what an event says.
  public func show(_ event: RunEvent) {
    switch event {
    case .step(let report, let epochs):
      if first == nil { first = (clock.now - .seconds(report.seconds), report.step) }
      lastStep = report
      losses.append(report.loss)
      line.update(stepText(report, epochs, width: line.width))
    case .validation(let epoch, let done, let of):
      line.update(measurementText("epoch \(epoch)  validation", done: done, of: of, width: line.width))
    case .epoch(let report, let epochs, let remarks):
      line.finish(epochText(report, epochs))
      for remark in remarks { Message.status("  " + remark) }
    case .remark(let text): line.finish(text)
    case .saved: break
    }
  }

  /// Takes the moving line away before other words come.
  public func close() { line.clear() }

  /// What matters most stays when the terminal is narrow.
  private func stepText(_ report: StepReport, _ epochs: Int, width: Int) -> String {
    var parts = LineParts()
    parts.add("epoch \(report.epoch)/\(epochs)", importance: 5)
    parts.add(bar(Double(report.stepInEpoch) / Double(report.stepsInEpoch), width: 12), importance: 1)
    parts.add("step \(report.stepInEpoch)/\(report.stepsInEpoch)", importance: 4)
    parts.add("loss \(formatted(report.loss))", importance: 7)
    parts.add(sparkline(losses, width: width < 60 ? 6 : 20), importance: 3)
    parts.add(speedText(report.samplesPerSecond), importance: 2)
    parts.add("\(timeText(remaining(report))) left", importance: 6)
    return parts.text(width: width)
  }

  private func epochText(_ report: EpochReport, _ epochs: Int) -> String {
    var text = "epoch \(report.epoch)/\(epochs)  step \(report.step)  loss \(formatted(report.trainingLoss))"
    for (metric, value) in report.validation.sorted(by: { $1.key != "loss" && ($0.key == "loss" || $0.key < $1.key) }) {
      text += "  validation \(metric) \(formatted(value))"
    }
    if let lastStep {
      text += "  \(speedText(lastStep.samplesPerSecond))  \(timeText(remaining(lastStep))) left"
    }
    return text + (report.isBest ? "  best" : "")
  }

  /// Seconds to the end at the mean pace so far, validation included.
  private func remaining(_ report: StepReport) -> Double {
    guard let first else { return .infinity }
    return (clock.now - first.began) / .seconds(1) / Double(report.step - first.step + 1) * Double(report.stepsLeft)
  }
}

/// Samples a second, or seconds a sample when it takes long.
func speedText(_ samplesPerSecond: Double) -> String {
  samplesPerSecond >= 1
    ? String(format: "%.1f samples/s", samplesPerSecond) : String(format: "%.1f s/sample", 1 / max(samplesPerSecond, 1e-9))
}
