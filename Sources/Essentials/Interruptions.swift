import Synchronization

/// The wishes that running work end, wherever they come from: the first lets it finish the step under way, the second aborts even that.
///
/// An interrupt ends the work under way and is forgotten with it; a termination ends the program.
package final class Interruptions: Sendable {
  /// A wish as the observer is told of it, with its number from 1.
  package enum Event: Sendable, Hashable {
    case interrupt(Int)
    case termination(Int)
  }

  /// Counts that somebody else keeps: a signal handler can count, and do little more.
  package struct Source: Sendable {
    let interrupts: @Sendable () -> Int
    let terminations: @Sendable () -> Int
    /// The interrupts are counted anew.
    let forget: @Sendable () -> Void

    package init(
      interrupts: @escaping @Sendable () -> Int, terminations: @escaping @Sendable () -> Int, forget: @escaping @Sendable () -> Void
    ) {
      self.interrupts = interrupts
      self.terminations = terminations
      self.forget = forget
    }
  }

  private struct Told {
    var interrupts = 0
    var terminations = 0
    var observer: (@Sendable (Event) -> Void)?
  }

  private let source: Source?
  private let interrupts = Atomic(0)
  private let terminations = Atomic(0)
  private let told = Mutex(Told())

  /// - Parameter source: what counts beside `add` and `terminate`.
  package init(_ source: Source? = nil) { self.source = source }

  /// One interrupt more. The observer is told before this returns.
  package func add() {
    interrupts.add(1, ordering: .sequentiallyConsistent)
    tell()
  }

  /// One termination more; the observer is told as of an interrupt.
  package func terminate() {
    terminations.add(1, ordering: .sequentiallyConsistent)
    tell()
  }

  /// Interrupts since they were last forgotten.
  package var count: Int { interrupts.load(ordering: .sequentiallyConsistent) + (source?.interrupts() ?? 0) }

  /// Whether the program is to end.
  package var isTerminated: Bool { terminationCount > 0 }

  private var terminationCount: Int { terminations.load(ordering: .sequentiallyConsistent) + (source?.terminations() ?? 0) }

  /// Interrupts so far stop nothing more.
  package func forget() {
    told.withLock { told in
      interrupts.store(0, ordering: .sequentiallyConsistent)
      source?.forget()
      told.interrupts = 0
    }
  }

  /// Stops work at the first interrupt or termination.
  package var stop: StopToken { StopToken { self.isAsked(1) } }

  /// Aborts even the step under way, at the second.
  package var abort: StopToken { StopToken { self.isAsked(2) } }

  private func isAsked(_ times: Int) -> Bool {
    guard count >= times || terminationCount >= times else { return false }
    // Whoever ends his work now finds the observer told.
    tell()
    return true
  }

  /// From now on `observer` is told of every wish that comes, once, on whatever thread finds it first; nil ends that. It may ask this
  /// object for counts, and must call nothing else of it.
  package func observe(_ observer: (@Sendable (Event) -> Void)?) { told.withLock { $0.observer = observer } }

  /// Tells the observer of what it was not told of. Whoever hears of the source's counting calls it.
  package func tell() {
    told.withLock { told in
      while told.interrupts < count {
        told.interrupts += 1
        told.observer?(.interrupt(told.interrupts))
      }
      while told.terminations < terminationCount {
        told.terminations += 1
        told.observer?(.termination(told.terminations))
      }
    }
  }
}
