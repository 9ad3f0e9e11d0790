import CTerminal
import Foundation
import Testing

/// One test after the other: signals belong to the process.
@Suite(.serialized)
struct SignalsTests {
  @Test func signalsAreCountedAndNothingDies() {
    terminal_catch_signals()
    defer { restore() }
    _ = terminal_take_interrupts()
    #expect(terminal_interrupts() == 0)
    raise(SIGINT)
    #expect(terminal_interrupts() == 1)
    raise(SIGINT)
    #expect(terminal_interrupts() == 2)
    #expect(terminal_take_interrupts() == 2)
    #expect(terminal_interrupts() == 0)
    let before = terminal_terminations()
    raise(SIGTERM)
    raise(SIGHUP)
    #expect(terminal_terminations() == before + 2)
    #expect(terminal_interrupts() == 0)
    raise(SIGPIPE)
    raise(SIGXFSZ)
  }

  @Test func aSignalOnAnotherThreadIsPassedOnAndStopsTheWait() throws {
    terminal_catch_signals()
    defer { restore() }
    _ = terminal_take_interrupts()
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
    #expect(terminal_interrupts() >= 1)
  }

  @Test func aWriteToAClosedPipeIsAnError() throws {
    terminal_catch_signals()
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
    terminal_catch_signals()
    defer { restore() }
    let before = terminal_terminations()
    raise(SIGHUP)
    #expect(terminal_terminations() == before)
  }

  private func restore() {
    for number in [SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ] { signal(number, SIG_DFL) }
  }
}
