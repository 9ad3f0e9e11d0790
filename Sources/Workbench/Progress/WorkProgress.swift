import Essentials
import FineTuning
import Hub
import Presentation
import Training

/// What long work tells, ready to be shown: rows and facts that stay, and one line that moves.
package struct WorkProgress: Sendable {
  package enum Change: Sendable {
    /// The line is another one.
    case line
    /// An epoch is over; nothing moves for the moment, nor after a fact.
    case row(EpochRow)
    case fact(String)
    /// The work is over: nothing moves any more.
    case over
  }

  private enum Work {
    case step(StepReport, epochs: Int)
    case measurement(name: String, done: Int, total: Int)
    case download(file: String, done: Int, total: Int)
    case checking(file: String)
  }

  private var work: Work?
  /// When the first step began, and its number.
  private var first: (began: ContinuousClock.Instant, step: Int)?
  private var lastStep: StepReport?
  /// One a step, for the course of the loss.
  private var losses: [Double] = []
  /// When the first bytes were told of, and how many had been there.
  private var arrival: (time: ContinuousClock.Instant, bytes: Int)?

  /// Nothing was told yet.
  package init() {}

  /// Takes in what is told at a moment; nil when that changes nothing to be shown.
  package mutating func hear(_ progress: SessionProgress, at now: ContinuousClock.Instant = .now) -> Change? {
    switch progress {
    case .fact(let fact): return fallStill(.fact(fact))
    case .training(let event): return hear(event, now)
    case .evaluation(let done, let total):
      work = .measurement(name: "evaluation", done: done, total: total)
      return .line
    case .download(let event): return hear(event, now)
    case .done:
      self = WorkProgress()
      return .over
    }
  }

  private mutating func hear(_ event: RunEvent, _ now: ContinuousClock.Instant) -> Change? {
    switch event {
    case .step(let report, let epochs):
      if first == nil { first = (now - .seconds(report.seconds), report.step) }
      lastStep = report
      losses.append(report.loss)
      work = .step(report, epochs: epochs)
      return .line
    case .validation(let epoch, let done, let total):
      work = .measurement(name: "epoch \(epoch)  validation", done: done, total: total)
      return .line
    case .epoch(let report, let epochs, let facts):
      let pace = lastStep.map { EpochRow.Pace(samplesPerSecond: $0.samplesPerSecond, secondsLeft: secondsLeft(after: $0, now)) }
      return fallStill(.row(EpochRow(report, of: epochs, pace, facts)))
    case .fact(let text): return fallStill(.fact(text))
    case .saved: return nil
    }
  }

  private mutating func hear(_ event: HubEvent, _ now: ContinuousClock.Instant) -> Change? {
    switch event {
    case .downloading(let file, let done, let total):
      if arrival == nil { arrival = (now, done) }
      work = .download(file: file, done: done, total: total)
      return .line
    case .checking(let file):
      work = .checking(file: file)
      return .line
    case .waiting(let file): return fallStill(.fact("another program is fetching \(file); waiting for it"))
    case .fact(let text): return fallStill(.fact(text))
    case .done:
      arrival = nil
      return fallStill(.over)
    }
  }

  private mutating func fallStill(_ change: Change) -> Change {
    work = nil
    return change
  }

  /// How far the work under way is at a moment; nil while nothing moves.
  package func line(at now: ContinuousClock.Instant = .now) -> MovingLine? {
    switch work {
    case .step(let report, let epochs): stepLine(report, epochs, now)
    case .measurement(let name, let done, let total):
      MovingLine(
        fraction: Self.fraction(done, of: total),
        [.init(name, importance: 2), .init(.bar, importance: 1), .init("\(done)/\(total)", importance: 3)])
    case .download(let file, let done, let total): downloadLine(file, done, total, now)
    case .checking(let file): MovingLine(fraction: nil, [.init("checking \(file)", importance: 1)])
    case nil: nil
    }
  }

  private func stepLine(_ report: StepReport, _ epochs: Int, _ now: ContinuousClock.Instant) -> MovingLine {
    MovingLine(
      fraction: Self.fraction(report.stepInEpoch, of: report.stepsInEpoch),
      [
        .init("epoch \(report.epoch)/\(epochs)", importance: 5), .init(.bar, importance: 1),
        .init("step \(report.stepInEpoch)/\(report.stepsInEpoch)", importance: 4), .init("loss \(figureText(report.loss))", importance: 7),
        .init(.course(losses), importance: 3), .init(speedText(report.samplesPerSecond), importance: 2),
        .init("\(timeText(secondsLeft(after: report, now))) left", importance: 6),
      ])
  }

  private func downloadLine(_ file: String, _ done: Int, _ total: Int, _ now: ContinuousClock.Instant) -> MovingLine {
    let start = arrival ?? (now, done)
    let speed = Double(done - start.bytes) / max((now - start.time) / .seconds(1), 0.1)
    let pace: [MovingLine.Part] =
      speed > 0
      ? [
        .init("\(megabytesText(Int(speed))) MB/s", importance: 2), .init("\(timeText(Double(total - done) / speed)) left", importance: 5),
      ] : []
    return MovingLine(
      fraction: Self.fraction(done, of: total),
      [
        .init(file, importance: 3), .init(.bar, importance: 1),
        .init("\(megabytesText(done))/\(megabytesText(total)) MB", importance: 4),
      ] + pace)
  }

  private static func fraction(_ done: Int, of total: Int) -> Double { Double(done) / Double(max(total, 1)) }

  /// Seconds to the end at the mean pace so far, validation included.
  private func secondsLeft(after report: StepReport, _ now: ContinuousClock.Instant) -> Double {
    guard let first else { return .infinity }
    return (now - first.began) / .seconds(1) / Double(report.step - first.step + 1) * Double(report.stepsLeft)
  }
}
