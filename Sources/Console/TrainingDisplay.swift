import FineTuning
import Foundation
import Training

/// Shows a training run on standard error: one line that moves on a terminal, one line an epoch elsewhere.
public final class TrainingDisplay {
  private let line: ProgressLine
  private let clock = ContinuousClock()
  private var began: ContinuousClock.Instant
  private var firstStep: Int?
  private var lastStep: StepReport?

  /// A display whose clock starts now.
  public init() {
    line = ProgressLine()
    began = clock.now
  }

  /// Shows what an event says.
  public func show(_ event: RunEvent) {
    switch event {
    case .step(let report, let epochs):
      if firstStep == nil { firstStep = report.step - 1 }
      lastStep = report
      line.update(stepText(report, epochs))
    case .validation(let epoch, let done, let of):
      line.update("epoch \(epoch)  validation \(bar(Double(done) / Double(max(of, 1)), width: 20)) \(done)/\(of)")
    case .epoch(let report, let epochs, let remarks):
      line.finish(epochText(report, epochs))
      for remark in remarks { Message.status("  " + remark) }
    case .saved: break
    }
  }

  /// Takes the moving line away before other words come.
  public func close() { line.clear() }

  private func stepText(_ report: StepReport, _ epochs: Int) -> String {
    let fraction = Double(report.stepInEpoch) / Double(report.stepsInEpoch)
    return "epoch \(report.epoch)/\(epochs)  \(bar(fraction, width: 20)) step \(report.stepInEpoch)/\(report.stepsInEpoch)"
      + "  loss \(decimals(report.loss))  \(speedText(report.samplesPerSecond))  \(timeText(remaining(report, epochs))) left"
  }

  private func epochText(_ report: EpochReport, _ epochs: Int) -> String {
    var text = "epoch \(report.epoch)/\(epochs)  step \(report.step)  loss \(decimals(report.trainingLoss))"
    for (metric, value) in report.validation.sorted(by: { $1.key != "loss" && ($0.key == "loss" || $0.key < $1.key) }) {
      text += "  validation \(metric) \(decimals(value))"
    }
    if let lastStep {
      text += "  \(speedText(lastStep.samplesPerSecond))  \(timeText(remaining(lastStep, epochs))) left"
    }
    return text + (report.isBest ? "  best" : "")
  }

  /// Seconds to the end at the mean pace so far, validation included.
  private func remaining(_ report: StepReport, _ epochs: Int) -> Double {
    let done = report.step - (firstStep ?? 0)
    let left = report.stepsInEpoch - report.stepInEpoch + (epochs - report.epoch) * report.stepsInEpoch
    return (clock.now - began) / .seconds(1) / Double(max(done, 1)) * Double(max(left, 0))
  }
}

/// Four significant decimals, enough to see a loss fall.
func decimals(_ value: Double) -> String { String(format: abs(value) < 0.001 && value != 0 ? "%.3g" : "%.4f", value) }

/// Samples a second, or seconds a sample when it takes long.
func speedText(_ samplesPerSecond: Double) -> String {
  samplesPerSecond >= 1
    ? String(format: "%.1f samples/s", samplesPerSecond) : String(format: "%.1f s/sample", 1 / max(samplesPerSecond, 1e-9))
}
