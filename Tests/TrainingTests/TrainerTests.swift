import Essentials
import Foundation
import Layers
import Tensors
import TestSupport
import Testing
import Training

struct TrainerTests {
  private func reports(_ trainer: Trainer<AdapterTask>, _ limit: TrainingLimit) throws -> [StepReport] {
    var reports: [StepReport] = []
    _ = try trainer.run(limit) { event in
      if case .stepFinished(let report) = event { reports.append(report) }
      return .go
    }
    return reports
  }

  @Test func eventsComeInOrder() throws {
    var words: [String] = []
    let trainer = try Trainer(.small())
    _ = try trainer.run(.epochs(1)) { event in
      switch event {
      case .stepFinished(let report):
        words.append("step \(report.epoch).\(report.stepInEpoch) of \(report.stepsInEpoch), \(report.step), \(report.samples) samples")
        #expect(report.seconds > 0 && report.samplesPerSecond > 0)
        #expect(report.tokens > 0 && report.gradientNorm > 0 && report.loss > 0)
      case .validationStarted(let epoch): words.append("validation \(epoch)")
      case .epochFinished(let report):
        words.append("epoch \(report.epoch), \(report.steps) steps, best \(report.isBest)")
        #expect(report.validation == ["loss": 2, "map50": 0.5])
        #expect(trainer.progress.epoch == 2)
        #expect(trainer.state.progress.position == 0)
      }
      return .go
    } validate: { _ in
      ["loss": 2, "map50": 0.5]
    }
    let expected = [
      "step 1.1 of 3, 1, 5 samples", "step 1.2 of 3, 2, 5 samples", "step 1.3 of 3, 3, 1 samples", "validation 1",
      "epoch 1, 3 steps, best true",
    ]
    #expect(words == expected)
    #expect(trainer.trainingMetrics["loss"].map(\.step) == [1, 2, 3])
    #expect(trainer.validationMetrics["map50"] == [.init(epoch: 1, step: 1, value: 0.5)])
  }

  @Test func whatEachStepWasMadeWithIsKept() throws {
    let trainer = try Trainer(.small { $0.schedule = .linear })
    let reports = try reports(trainer, .steps(4))
    #expect(trainer.stepMetrics["lr"].map(\.value) == reports.map(\.learningRate))
    #expect(trainer.stepMetrics["grad_norm"].map(\.value) == reports.map(\.gradientNorm))
    #expect(trainer.stepMetrics["lr"].map(\.epoch) == [1, 1, 1, 2] && trainer.stepMetrics["lr"].map(\.step) == [1, 2, 3, 1])
    #expect(trainer.trainingMetrics.metrics == ["loss"])
  }

  @Test func meanLossWeighsTokens() throws {
    let trainer = try Trainer(.small())
    let reports = try reports(trainer, .steps(2))
    let sum = reports.reduce(0) { $0 + $1.loss * Double($1.tokens) }
    let mean = try #require(trainer.progress.meanLoss)
    #expect(abs(mean - sum / Double(reports.reduce(0) { $0 + $1.tokens })) < 1e-9)
    #expect(reports[0].tokens != reports[1].tokens)
  }

  @Test func accumulationIsTheSameStepInPieces() throws {
    func trained(_ batchSize: Int, _ accumulation: Int) throws -> [Float] {
      let task = try AdapterTask(dropout: 0)
      let settings = TrainingSettings.small { ($0.batchSize, $0.gradientAccumulation) = (batchSize, accumulation) }
      let trainer = try Trainer(settings, task)
      _ = try trainer.run(.steps(3))
      return task.trainableParameters.flatMap { $0.parameter.value.values }
    }
    let whole = try trained(6, 1)
    #expect(difference(try trained(3, 2), whole, relative: 1e-5) == nil)
    #expect(difference(try trained(1, 6), whole, relative: 1e-5) == nil)
    #expect(difference(try trained(3, 1), whole, relative: 1e-5) != nil)
  }

  @Test func theScheduleFollowsPresentSettings() throws {
    let trainer = try Trainer(.small { ($0.schedule, $0.warmupSteps, $0.learningRate) = (.linear, 0, 0.9) })
    #expect(try reports(trainer, .steps(1)).map(\.learningRate) == [0.9])
    trainer.settings.batchSize = 2
    trainer.settings.epochs = 2
    // One step done; six samples left make three steps, and the second epoch six.
    #expect(try reports(trainer, .steps(1)).map(\.learningRate) == [0.9 * (9.0 / 10)])
    trainer.settings.learningRate = 0.1
    trainer.settings.epochs = 1
    #expect(try reports(trainer, .steps(1)).map(\.learningRate) == [0.1 * (2.0 / 4)])
    // An epoch beyond the settings' has a schedule to its own end.
    let beyond = try reports(trainer, .epochs(2))
    #expect(beyond.map(\.epoch) == [1, 2, 2, 2, 2, 2, 2])
    #expect(beyond.allSatisfy { $0.learningRate > 0 })
  }

  @Test func groupsStayTogether() throws {
    let groups = [[0, 7], [1], [2, 3, 10], [4], [5, 9], [6], [8]]
    func epochs(shuffles: Bool) throws -> [[Int]] {
      let task = try AdapterTask()
      task.sampleGroups = groups
      var seen: [Int] = []
      task.onLoss = { seen += $0 }
      let trainer = try Trainer(.small { $0.shuffles = shuffles }, task)
      // The second epoch is taken up in its middle.
      _ = try trainer.run(.epochs(1))
      _ = try trainer.run(.steps(1))
      _ = try trainer.run(.epochs(1))
      return [Array(seen[..<11]), Array(seen[11...])]
    }
    #expect(try epochs(shuffles: false) == [groups.flatMap { $0 }, groups.flatMap { $0 }])
    let shuffled = try epochs(shuffles: true)
    #expect(shuffled[0] != shuffled[1])
    #expect(try epochs(shuffles: true) == shuffled)
    for order in shuffled {
      #expect(order.sorted() == Array(0..<11))
      for group in groups { #expect(order.firstRange(of: group) != nil, "\(group) in \(order)") }
    }
  }

  @Test func shufflingChangesWithTheNextEpoch() throws {
    let task = try AdapterTask()
    var seen: [Int] = []
    task.onLoss = { seen += $0 }
    let trainer = try Trainer(.small { $0.shuffles = false }, task)
    _ = try trainer.run(.steps(1))
    trainer.settings.shuffles = true
    _ = try trainer.run(.epochs(1))
    #expect(seen == Array(0..<11))
    _ = try trainer.run(.epochs(1))
    #expect(seen[11...] != seen[..<11])
    #expect(seen[11...].sorted() == Array(0..<11))
  }

  @Test func theBestEpochIsTheOneOfLowestLoss() throws {
    var losses = [3.0, 2, 2, .nan, 1]
    let trainer = try Trainer(.small { $0.epochs = 5 })
    var best: [Bool] = []
    _ = try trainer.run(.all) { event in
      if case .epochFinished(let report) = event { best.append(report.isBest) }
      return .go
    } validate: { _ in
      ["loss": losses.removeFirst()]
    }
    #expect(best == [true, true, false, false, true])
    #expect(trainer.progress.best?.epoch == 5)
    #expect(trainer.progress.best?.loss == 1)
    #expect(trainer.validationMetrics["loss"].map(\.epoch) == [1, 2, 3, 5], "what is no number is absent")
  }

  /// The values of epochs, and which of them were the best when they ended.
  @Test(
    "the best epoch is the one of the best value",
    arguments: [
      ([0.0, 0.2, 0.2, 0.1, 0.3], true, [true, true, false, false, true]), ([9, 4, 4, 5, 3], false, [true, true, false, false, true]),
      // Any value is better than none, and among epochs without one the loss decides: 5, 4, 3, 2, 1.
      ([.nan, .nan, 0.1, .nan, 0.2], true, [true, true, true, false, true]),
    ])
  func theCriterionDecides(values: [Double], isHigherBetter: Bool, expected: [Bool]) throws {
    let trainer = try Trainer(.small { $0.epochs = 5 })
    let criterion = BestCriterion("map50", isHigherBetter: isHigherBetter)
    var (left, best, loss) = (values, [Bool](), 6.0)
    _ = try trainer.run(.all) { event in
      if case .epochFinished(let report) = event { best.append(report.isBest) }
      return .go
    } validate: { _ in
      loss -= 1
      let value = left.removeFirst()
      return EpochMeasurement(value.isNaN ? ["loss": loss] : ["loss": loss, "map50": value], criterion: criterion)
    }
    #expect(best == expected)
    let found = try #require(trainer.best(by: criterion))
    #expect(found.epoch == 5 && found.metric == "map50" && found.value == values[4])
    #expect(try #require(trainer.best(by: .loss)).value == 1)
    #expect(try #require(trainer.best(by: BestCriterion("wer", isHigherBetter: false))).metric == "loss")
  }

  /// The best epoch so far is held against the next by what that is judged by.
  @Test func anotherCriterionTakesUpWhatWasMeasuredThen() throws {
    let trainer = try Trainer(.small { $0.epochs = 4 })
    let measured: [EpochMeasurement] = [
      ["loss": 1, "map50": 0.5], ["loss": 2, "map50": 0.6],
      EpochMeasurement(["loss": 3, "map50": 0.4], criterion: BestCriterion("map50", isHigherBetter: true)),
      EpochMeasurement(["loss": 4, "map50": 0.55], criterion: BestCriterion("map50", isHigherBetter: true)),
    ]
    var best: [Bool] = []
    _ = try trainer.run(.all) { event in
      if case .epochFinished(let report) = event { best.append(report.isBest) }
      return .go
    } validate: { _ in
      measured[best.count]
    }
    #expect(best == [true, false, false, true])
  }

  @Test func patienceCountsByTheCriterion() throws {
    let trainer = try Trainer(.small { ($0.epochs, $0.earlyStoppingPatience) = (9, 2) })
    var (loss, value) = (10.0, 0.0)
    let outcome = try trainer.run(
      .all,
      validate: { _ in
        (loss, value) = (loss + 1, value + 0.1)
        return EpochMeasurement(["loss": loss, "map50": min(value, 0.35)], criterion: BestCriterion("map50", isHigherBetter: true))
      })
    #expect(outcome == .stoppedEarly)
    #expect(trainer.progress.best?.epoch == 4 && trainer.progress.epoch == 7)
  }

  @Test func anEpochWhoseLossIsNoNumberIsBetterThanNone() throws {
    let trainer = try Trainer(.small { $0.epochs = 2 })
    var losses = [Double.nan, 1]
    _ = try trainer.run(.epochs(1), validate: { _ in ["loss": losses.removeFirst()] })
    #expect(trainer.progress.best?.epoch == 1)
    _ = try trainer.run(.epochs(1), validate: { _ in ["loss": losses.removeFirst()] })
    #expect(trainer.progress.best?.epoch == 2)
  }

  @Test func whatNobodyHasAnyMoreIsForgotten() throws {
    let trainer = try Trainer(.small { $0.epochs = 9 })
    var losses = [1.0, 2, 3, 2.5]
    func epoch() throws { _ = try trainer.run(.epochs(1), validate: { _ in ["loss": losses.removeFirst()] }) }
    #expect(!trainer.forgetEarlierBest())
    try epoch()
    try epoch()
    #expect(trainer.progress.best?.epoch == 1)
    #expect(trainer.forgetEarlierBest())
    #expect(trainer.progress.best?.epoch == 2 && trainer.progress.best?.loss == 2)
    try epoch()
    #expect(trainer.progress.best?.epoch == 2)
    _ = try trainer.run(.steps(1))
    #expect(!trainer.forgetEarlierBest())
    #expect(trainer.progress.best == nil)
    try epoch()
    #expect(trainer.progress.best?.epoch == 4)
  }

  @Test func withoutValidationTheTrainingLossDecides() throws {
    let trainer = try Trainer(.small())
    let losses = try reports(trainer, .epochs(1))
    let mean = losses.reduce(0) { $0 + $1.loss * Double($1.tokens) } / Double(losses.reduce(0) { $0 + $1.tokens })
    #expect(abs(try #require(trainer.progress.best).loss - mean) < 1e-9)
  }

  @Test func patienceEndsTheWholeRunAlone() throws {
    let trainer = try Trainer(.small { ($0.epochs, $0.earlyStoppingPatience) = (9, 2) })
    func run(_ limit: TrainingLimit) throws -> TrainingOutcome { try trainer.run(limit, validate: { _ in ["loss": 1] }) }
    #expect(try run(.all) == .stoppedEarly)
    #expect(trainer.progress.epoch == 4)
    #expect(try run(.all) == .stoppedEarly)
    #expect(trainer.progress.step == 9)
    #expect(try run(.epochs(1)) == .finished)
    trainer.settings.earlyStoppingPatience = 0
    #expect(try run(.all) == .finished)
    #expect(trainer.progress.epoch == 10)
  }

  @Test func aStoppedValidationIsMadeAgain() throws {
    let task = try AdapterTask()
    let stop = Switch()
    var measurements = 0
    func measure(_ token: StopToken) throws -> EpochMeasurement {
      measurements += 1
      stop.set(measurements == 1)
      try token.check()
      return ["loss": 1]
    }
    let trainer = try Trainer(.small(), task)
    #expect(try trainer.run(.epochs(1), stop: stop.token, validate: measure) == .stopped)
    #expect(trainer.progress.epoch == 1)
    #expect(trainer.progress.position == 11)
    #expect(trainer.validationMetrics["loss"].isEmpty)
    stop.set(false)
    let restored = try Trainer(.small(), task)
    try restored.restore(trainer.state)
    #expect(try restored.run(.epochs(1), validate: measure) == .finished)
    #expect(restored.progress.epoch == 2)
    #expect(restored.progress.step == 3, "only the measurement was left")
    #expect(restored.validationMetrics["loss"].count == 1)
  }

  @Test(arguments: [0, 2]) func anErrorOfPreparationComesAtItsSample(_ workers: Int) throws {
    struct Broken: Error {}
    let task = try AdapterTask()
    task.onPrepare = { if $0 == 7 { throw Broken() } }
    let trainer = try Trainer(.small { ($0.shuffles, $0.workers) = (false, workers) }, task)
    #expect(throws: Broken.self) { try trainer.run(.all) }
    #expect(trainer.progress.step == 1)
    task.onPrepare = { _ in }
    let whole = try Trainer(.small { $0.shuffles = false }).finished()
    #expect(try trainer.finished().differences(from: whole) == [])
  }

  @Test func theBackgroundStaysNearAndEnds() throws {
    let prepared = Counter()
    let task = try AdapterTask(samples: 60)
    task.onPrepare = { _ in _ = prepared.next() }
    var used = 0
    var ahead = 0
    task.onLoss = { batch in
      used += batch.count
      Thread.sleep(forTimeInterval: 0.005)
      ahead = max(ahead, prepared.count - used)
    }
    let trainer = try Trainer(.small { ($0.batchSize, $0.workers) = (4, 2) }, task)
    _ = try trainer.run(.all) { _ in used >= 20 ? .stop : .go }
    #expect(used == 20)
    #expect(ahead <= 8, "two batches may be ready ahead")
    let total = prepared.count
    Thread.sleep(forTimeInterval: 0.05)
    #expect(prepared.count == total, "no thread works on after the run")

    used = 0
    let before = prepared.count
    _ = try trainer.run(.steps(2))
    #expect(prepared.count - before == 8, "nothing is prepared that the run does not use")
  }

  @Test func aLossThatIsNoNumberIsToldBeforeItHarms() throws {
    let task = try AdapterTask()
    let trainer = try Trainer(.small { ($0.shuffles, $0.batchSize, $0.gradientAccumulation) = (false, 2, 2) }, task)
    _ = try trainer.run(.steps(1))
    let before = trainer.state
    task.onLoss = { batch in task.distortion = batch.contains(6) ? { _ in .nan } : { $0 } }
    let error = try #require(throws: TrainingError.self) { try trainer.run(.all) }
    guard case .nonFiniteLoss(epoch: 1, step: 2, samples: [6, 7], loss: let loss) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(loss.isNaN)
    #expect(error.description.contains("step 2 of epoch 1, samples 6, 7"))
    #expect(trainer.state.differences(from: before) == [])
    #expect(task.trainableParameters.allSatisfy { $0.parameter.gradient == nil })
  }

  @Test func aGradientThatIsNoNumberIsToldBeforeItHarms() throws {
    let task = try Overflowing()
    let trainer = try Trainer(task, settings: .small(), optimizer: .adam, seed: 1)
    let before = trainer.state
    let error = try #require(throws: TrainingError.self) { try trainer.run(.steps(1)) }
    guard case .nonFiniteGradient(epoch: 1, step: 1, samples: [0], parameters: ["weight"]) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(trainer.state.differences(from: before) == [])
  }

  @Test func whatCannotBeTrainedIsSaid() throws {
    let frozen = try AdapterTask()
    for (_, parameter) in frozen.namedParameters { parameter.isTrainable = false }
    #expect(throws: TrainingError.self) { try Trainer(.small(), frozen) }
    #expect(throws: TrainingError.self) { try Trainer(.small(), AdapterTask(samples: 0)) }
    let trainer = try Trainer(.small())
    trainer.settings = TrainingSettings()
    trainer.settings.learningRate = .infinity
    trainer.settings.batchSize = 0
    trainer.settings.gradientAccumulation = .max
    trainer.settings.epochs = -1
    let error = try #require(throws: TrainingError.self) { try trainer.run(.all) }
    #expect(error.diagnostics.map { $0.message.split(separator: " ")[0] } == ["lr", "epochs", "batch_size", "gradient_accumulation"])
    trainer.settings = .small { ($0.schedule, $0.learningRate) = (.polynomial, 1e-8) }
    #expect(throws: TrainingError.self) { try trainer.run(.steps(1)) }
    trainer.settings = .small()
    #expect(try trainer.run(.steps(0)) == .finished)
    #expect(trainer.progress.step == 0)
  }
}

/// Its loss is a number, its gradient is none.
private final class Overflowing: Objective {
  let weight = Parameter(.zeros([3, 2]))
  let sampleCount = 1

  init() throws { weight.isTrainable = true }

  var trainableParameters: [(name: String, parameter: Parameter)] { [("weight", weight)] }
  var preparation: @Sendable (Int) throws -> Int { { $0 } }

  func loss(of batch: [Int], _ pass: ForwardPass) -> BatchLoss {
    let x = Tensor([Float](repeating: 2e38, count: 10), shape: [5, 2])
    return BatchLoss(sum: x.linear(pass(weight), nil).crossEntropySum(labels: [0, 0, 0, 0, 0], ignoring: -1), tokens: 5)
  }
}
