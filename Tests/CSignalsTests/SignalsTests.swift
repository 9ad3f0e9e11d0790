import CSignals
import Essentials
import Foundation
import Testing

/// One test after the other: signals belong to the process.
@Suite(.serialized)
struct SignalsTests {
  @Test func signalsAreCountedAndNothingDies() {
    signals_catch()
    defer { restore() }
    _ = signals_take_interrupts()
    #expect(signals_interrupts() == 0)
    raise(SIGINT)
    #expect(signals_interrupts() == 1)
    raise(SIGINT)
    #expect(signals_interrupts() == 2)
    #expect(signals_take_interrupts() == 2)
    #expect(signals_interrupts() == 0)
    let before = signals_terminations()
    raise(SIGTERM)
    raise(SIGHUP)
    #expect(signals_terminations() == before + 2)
    #expect(signals_interrupts() == 0)
    raise(SIGPIPE)
    raise(SIGXFSZ)
    raise(SIGUSR1)
    raise(SIGUSR2)
    raise(SIGXCPU)
    #expect(signals_terminations() == before + 3)
  }

  @Test func aSignalOnAnotherThreadIsPassedOnAndStopsTheWait() throws {
    signals_catch()
    defer { restore() }
    _ = signals_take_interrupts()
    let receiver = pthread_self()
    var descriptors: [Int32] = [0, 0]
    try #require(pipe(&descriptors) == 0)
    defer { descriptors.forEach { close($0) } }
    let (isCounted, isQuiet) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let helper = Thread {
      // Threads of a test's making are born with signals blocked.
      var signals = sigset_t()
      sigemptyset(&signals)
      pthread_sigmask(SIG_SETMASK, &signals, nil)
      raise(SIGINT)
      // Whether or not the first signal came before the read: signals go on until it has returned.
      while isCounted.wait(timeout: .now() + .milliseconds(5)) == .timedOut { pthread_kill(receiver, SIGINT) }
      isQuiet.signal()
    }
    helper.start()
    var byte: UInt8 = 0
    errno = 0
    let count = read(descriptors[0], &byte, 1)
    let reason = errno
    isCounted.signal()
    isQuiet.wait()
    #expect(count == -1 && reason == EINTR)
    #expect(signals_interrupts() >= 1)
  }

  @Test func aWriteToAClosedPipeIsAnError() throws {
    signals_catch()
    defer { restore() }
    var descriptors: [Int32] = [0, 0]
    try #require(pipe(&descriptors) == 0)
    close(descriptors[0])
    defer { close(descriptors[1]) }
    #expect(write(descriptors[1], "x", 1) == -1)
    #expect(errno == EPIPE)
  }

  @Test func aProcessStartedToOutliveItsTerminalDoes() {
    signal(SIGHUP, SIG_IGN)
    signals_catch()
    defer { restore() }
    let before = signals_terminations()
    raise(SIGHUP)
    #expect(signals_terminations() == before)
  }

  /// Whoever works hears of them when it asks, the observer at once.
  @Test func theProcessTellsOfItsSignals() {
    Interruptions.catchSignals()
    defer { restore() }
    let interruptions = Interruptions.ofProcess
    interruptions.forget()
    let (interrupted, terminated) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    interruptions.observe { event in
      switch event {
      case .interrupt(let number): if number == 2 { interrupted.signal() }
      case .termination: terminated.signal()
      }
    }
    raise(SIGINT)
    raise(SIGINT)
    #expect(interrupted.wait(timeout: .now() + 10) == .success)
    #expect(interruptions.count == 2)
    raise(SIGTERM)
    #expect(terminated.wait(timeout: .now() + 10) == .success)
    #expect(interruptions.isTerminated)
    interruptions.observe(nil)
    interruptions.forget()
    #expect(signals_interrupts() == 0)
  }

  private func restore() {
    for number in [SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ, SIGUSR1, SIGUSR2, SIGXCPU] { signal(number, SIG_DFL) }
  }
}
