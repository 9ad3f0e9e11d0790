import Essentials
import Foundation
import Synchronization
import Testing

struct InterruptionsTests {
  /// What an observer heard, from whatever thread.
  private final class Log: Sendable {
    private let heard = Mutex<[Interruptions.Event]>([])

    var events: [Interruptions.Event] { heard.withLock(\.self) }

    func hear(_ event: Interruptions.Event) { heard.withLock { $0.append(event) } }
  }

  /// What a signal handler does.
  private final class Counts: Sendable {
    let interrupts = Atomic(0)
    let terminations = Atomic(0)

    var source: Interruptions.Source {
      Interruptions.Source(
        interrupts: { self.interrupts.load(ordering: .relaxed) }, terminations: { self.terminations.load(ordering: .relaxed) },
        forget: { self.interrupts.store(0, ordering: .relaxed) })
    }
  }

  @Test func theFirstStopsAndTheSecondAborts() {
    let interruptions = Interruptions()
    let (stop, abort) = (interruptions.stop, interruptions.abort)
    #expect(!stop.isStopped && !abort.isStopped && interruptions.count == 0)
    interruptions.add()
    #expect(stop.isStopped && !abort.isStopped)
    interruptions.add()
    #expect(stop.isStopped && abort.isStopped && interruptions.count == 2)
    interruptions.forget()
    #expect(!stop.isStopped && !abort.isStopped && interruptions.count == 0 && !interruptions.isTerminated)
  }

  @Test func aTerminationIsNotForgotten() {
    let interruptions = Interruptions()
    interruptions.terminate()
    interruptions.forget()
    #expect(interruptions.stop.isStopped && !interruptions.abort.isStopped && interruptions.isTerminated && interruptions.count == 0)
    interruptions.terminate()
    #expect(interruptions.abort.isStopped)
  }

  @Test func theObserverIsToldOfEachOnce() {
    let (interruptions, log) = (Interruptions(), Log())
    interruptions.add()
    interruptions.forget()
    interruptions.observe(log.hear)
    interruptions.add()
    interruptions.tell()
    interruptions.add()
    interruptions.terminate()
    #expect(log.events == [.interrupt(1), .interrupt(2), .termination(1)])
    interruptions.forget()
    interruptions.add()
    #expect(log.events.last == .interrupt(1))
    interruptions.observe(nil)
    interruptions.add()
    #expect(log.events.count == 4)
  }

  @Test func signalsAndMessagesAreCountedTogether() {
    let (counts, log) = (Counts(), Log())
    let interruptions = Interruptions(counts.source)
    interruptions.observe(log.hear)
    counts.interrupts.add(1, ordering: .relaxed)
    #expect(log.events == [])
    // Nobody acts on one that the observer was not told of.
    #expect(interruptions.stop.isStopped && log.events == [.interrupt(1)])
    interruptions.add()
    #expect(interruptions.count == 2 && interruptions.abort.isStopped)
    counts.terminations.add(1, ordering: .relaxed)
    interruptions.tell()
    #expect(log.events == [.interrupt(1), .interrupt(2), .termination(1)])
    interruptions.forget()
    #expect(interruptions.count == 0 && interruptions.isTerminated)
  }

  @Test func manyThreadsTellOfEachOnce() {
    let (interruptions, log) = (Interruptions(), Log())
    interruptions.observe(log.hear)
    let stop = interruptions.stop
    DispatchQueue.concurrentPerform(iterations: 200) { _ in
      interruptions.add()
      #expect(stop.isStopped)
    }
    #expect(log.events == (1...200).map { .interrupt($0) })
  }
}
