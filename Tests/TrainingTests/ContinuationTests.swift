import Essentials
import Layers
import Synchronization
import SystemPackage
import Tensors
import TestSupport
import Testing
import Training

/// Stopping anywhere and going on gives the bits of a run that was not stopped.
@Suite(.serialized) struct ContinuationTests {
  private static let stepsInAll = 9

  @Test func theSameRunGivesTheSameBits() throws {
    let state = try Trainer(.small()).finished()
    #expect(state.progress.step == Self.stepsInAll)
    #expect(try Trainer(.small()).finished().differences(from: state) == [])
    let other = try Trainer(AdapterTask(), settings: .small(), optimizer: .adamW, seed: 43)
    #expect(try other.finished().differences(from: state).contains("parameter/first.lora_A.weight"))
  }

  @Test func threadsDoNotMatter() throws {
    let before = Parallel.threads
    defer { Parallel.threads = before }
    let states = try [1, 2, 3, 7].map { threads in
      Parallel.threads = threads
      return try Trainer(.accumulated).finished()
    }
    for state in states { #expect(state.differences(from: states[0]) == []) }
  }

  @Test(arguments: [0, 1, 3]) func workersDoNotMatter(_ workers: Int) throws {
    let expected = try Trainer(.accumulated).finished()
    var settings = TrainingSettings.accumulated
    settings.workers = workers
    #expect(try Trainer(settings).finished().differences(from: expected) == [])
  }

  @Test(arguments: [TrainingSettings.small(), .accumulated]) func stepsInPiecesAreTheWholeRun(_ settings: TrainingSettings) throws {
    let expected = try Trainer(settings).finished()
    for pieces in [[1, 1, 1, 1, 1, 1, 1, 1, 1], [4, 5], [3, 3, 3], [2, 7]] {
      let trainer = try Trainer(settings)
      for piece in pieces { #expect(try trainer.run(.steps(piece)) == .finished) }
      #expect(trainer.state.differences(from: expected) == [], "\(pieces)")
    }
    let trainer = try Trainer(settings)
    _ = try trainer.run(.steps(1))
    _ = try trainer.run(.epochs(1))
    #expect(trainer.progress.epoch == 2)
    #expect(trainer.progress.position == 0)
    _ = try trainer.run(.epochs(2))
    #expect(trainer.state.differences(from: expected) == [])
    #expect(try trainer.run(.all) == .finished)
    #expect(trainer.state.differences(from: expected) == [], "all epochs are done")
  }

  @Test func aSavedStateGoesOnInAnotherModel() throws {
    let expected = try Trainer(.accumulated).finished()
    for step in 0...Self.stepsInAll {
      try withTemporaryFile { path in
        let first = try Trainer(.accumulated)
        _ = try first.run(.steps(step))
        try first.state.write(to: path)
        let (state, _) = try TrainingState.read(path)
        #expect(state.differences(from: first.state) == [])
        let second = try Trainer(.accumulated, AdapterTask())
        try second.restore(state)
        #expect(try second.finished().differences(from: expected) == [], "saved after step \(step)")
      }
    }
  }

  @Test func aCopyOfTheStateStaysAsItWas() throws {
    let trainer = try Trainer(.small())
    _ = try trainer.run(.steps(2))
    let copy = trainer.state
    try withTemporaryFile { path in
      try copy.write(to: path)
      let expected = try trainer.finished()
      #expect(copy.differences(from: expected).count > 5)
      #expect(try TrainingState.read(path).state.differences(from: copy) == [])
      try trainer.restore(copy)
      #expect(trainer.state.differences(from: copy) == [])
      #expect(try trainer.finished().differences(from: expected) == [])
    }
  }

  @Test func aStopFinishesTheStep() throws {
    let expected = try Trainer(.accumulated).finished()
    for batch in 0..<18 {
      let task = try AdapterTask()
      let stop = Switch()
      var batches = 0
      task.onLoss = { _ in
        if batches == batch { stop.set(true) }
        batches += 1
      }
      let trainer = try Trainer(.accumulated, task)
      let outcome = try trainer.run(.all, stop: stop.token)
      #expect(outcome == .stopped)
      #expect(trainer.progress.step == batch / 2 + 1)
      stop.set(false)
      task.onLoss = { _ in }
      #expect(try trainer.run(.all) == .finished)
      #expect(trainer.state.differences(from: expected) == [], "stopped in batch \(batch)")
    }
  }

  @Test func aStopByTheReaderOfEventsIsAStop() throws {
    let expected = try Trainer(.small()).finished()
    let trainer = try Trainer(.small())
    var stops = 0
    while try trainer.run(.all, onEvent: { if case .validationStarted = $0 { .go } else { .stop } }) == .stopped { stops += 1 }
    #expect(stops == Self.stepsInAll + 3, "after each step and each epoch")
    #expect(trainer.state.differences(from: expected) == [])
  }

  @Test func anAbortLeavesTheStateAlone() throws {
    let expected = try Trainer(.accumulated).finished()
    for batch in 0..<6 {
      let task = try AdapterTask()
      let abort = Switch()
      var batches = 0
      task.onLoss = { _ in
        if batches == batch { abort.set(true) }
        batches += 1
      }
      let trainer = try Trainer(.accumulated, task)
      _ = try trainer.run(.steps(batch / 2))
      let before = trainer.state
      #expect(try trainer.run(.all, abort: abort.token) == .aborted)
      #expect(trainer.state.differences(from: before) == [])
      #expect(task.trainableParameters.allSatisfy { $0.parameter.gradient == nil })
      abort.set(false)
      task.onLoss = { _ in }
      #expect(try trainer.run(.all) == .finished)
      #expect(trainer.state.differences(from: expected) == [], "aborted in batch \(batch)")
    }
  }

  @Test func anAbortInTheMiddleOfAPassIsAnAbort() throws {
    let trainer = try Trainer(.small())
    _ = try trainer.run(.steps(1))
    let before = trainer.state
    let after = try {
      let other = try Trainer(.small())
      _ = try other.run(.steps(2))
      return other.state
    }()
    var aborts = 0
    for question in 0..<200 {
      let asked = Counter()
      let outcome = try trainer.run(.steps(1), abort: StopToken { asked.next() >= question })
      if outcome == .finished {
        #expect(trainer.state.differences(from: after) == [])
        #expect(asked.next() < 200)
        break
      }
      aborts += 1
      #expect(trainer.state.differences(from: before) == [], "aborted at question \(question)")
    }
    #expect(aborts > 20, "the token is asked within the pass")
  }

  @Test func aChangedBatchSizeTakesTheNextSamples() throws {
    let task = try AdapterTask()
    var seen: [Int] = []
    task.onLoss = { seen += $0 }
    let trainer = try Trainer(.small(), task)
    _ = try trainer.run(.epochs(2))
    let orders = [Array(seen[0..<11]), Array(seen[11..<22])]
    #expect(orders.allSatisfy { $0.sorted() == Array(0..<11) })
    #expect(orders[0] != orders[1])

    let changed = try Trainer(.small(), task)
    seen = []
    _ = try changed.run(.steps(1))
    changed.settings.batchSize = 2
    changed.settings.gradientAccumulation = 2
    var reports: [StepReport] = []
    _ = try changed.run(.epochs(1)) { event in
      if case .stepFinished(let report) = event { reports.append(report) }
      return .go
    }
    #expect(seen == orders[0])
    #expect(reports.map(\.samples) == [4, 2])
    #expect(reports.map(\.stepInEpoch) == [2, 3])
    #expect(reports.map(\.stepsInEpoch) == [3, 3])
  }

  @Test func masksChangeWithEpochAndSeed() throws {
    func losses(seed: UInt64) throws -> [Double] {
      let settings = TrainingSettings.small { ($0.learningRate, $0.shuffles, $0.epochs) = (0, false, 2) }
      let trainer = try Trainer(AdapterTask(), settings: settings, optimizer: .adamW, seed: seed)
      _ = try trainer.run(.all)
      return trainer.trainingMetrics["loss"].map(\.value)
    }
    let losses = [try losses(seed: 1), try losses(seed: 2)].flatMap { [$0.prefix(3), $0.suffix(3)] }
    for step in 0..<3 { #expect(Set(losses.map { $0[$0.startIndex + step] }).count == 4, "step \(step)") }
  }

  @Test func orderAndPositionsMatter() throws {
    let shuffled = try Trainer(.small()).finished()
    let plain = try Trainer(.small { $0.shuffles = false }).finished()
    #expect(plain.differences(from: shuffled).contains("parameter/second.lora_B.weight"))
  }
}

/// Numbers from 0, from any thread.
final class Counter: Sendable {
  private let value = Atomic(0)

  func next() -> Int { value.wrappingAdd(1, ordering: .sequentiallyConsistent).oldValue }
  var count: Int { value.load(ordering: .sequentiallyConsistent) }
}
