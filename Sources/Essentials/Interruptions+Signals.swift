import CSignals
import Foundation

extension Interruptions {
  /// This process's own: SIGINT interrupts, SIGTERM and SIGHUP terminate, from `catchSignals` on.
  package static let ofProcess = Interruptions(
    Source(
      interrupts: { Int(signals_interrupts()) }, terminations: { Int(signals_terminations()) }, forget: { _ = signals_take_interrupts() }))

  /// Bytes that the main thread's stack may have, raised where the system lets it. To be called before threads are begun.
  package static func raiseStackLimit() -> UInt { UInt(signals_stack_limit()) }

  /// From now on signals are counted and do not kill. To be called once, on the main thread.
  ///
  /// Work asks for the counts when it can; the observer must not wait for that, and is told by a thread of its own.
  package static func catchSignals() {
    signals_catch()
    Thread.detachNewThread {
      while true {
        signals_await()
        ofProcess.tell()
      }
    }
  }
}
