import Essentials
import Synchronization
import Testing

private final class Switch: Sendable {
  let isOn = Mutex(false)
}

@Test func aTokenThrowsOnceAskedTo() throws {
  let stop = Switch()
  let token = StopToken { stop.isOn.withLock { $0 } }
  #expect(!token.isStopped)
  try token.check()
  stop.isOn.withLock { $0 = true }
  #expect(token.isStopped)
  #expect(throws: Stopped.self) { try token.check() }
}

@Test func theNeverTokenNeverStops() throws {
  #expect(!StopToken.never.isStopped)
  try StopToken.never.check()
}

@Test func beingStoppedIsAFactOfItsOwnKind() {
  #expect(Stopped().diagnostics == [Diagnostic(.stopped, "stopped")])
  #expect("\(Stopped())" == "stopped")
}
