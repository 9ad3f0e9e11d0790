import ArgumentParser
import Console
import Essentials
import Foundation

/// The command line asks for what cannot be: an unknown value, one out of its range, or two that contradict each other.
struct Misuse: DiagnosticError {
  let diagnostics: [Diagnostic]

  /// Marks the faults that `body` finds as the command line's.
  static func checking<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as any DiagnosticError {
      throw Misuse(diagnostics: error.diagnostics)
    }
  }
}

/// A command failed while it ran.
struct Failure: Error {
  let cause: any Error
  init(_ cause: any Error) { self.cause = cause }
}

/// The work was interrupted by a signal, after what was done had been saved.
struct Interrupted: Error {
  let signal: Int32
}

/// Exit statuses: 0 done, 1 failed while running, 2 the command line could not be read, 128 + signal interrupted.
enum Exit {
  static func leave(_ error: any Error) -> Never {
    switch error {
    case let failure as Failure:
      Message.fault(failure.cause)
      exit(1)
    case let interrupted as Interrupted:
      exit(128 + interrupted.signal)
    case is Stopped:
      exit(128 + (Interruption.signal ?? SIGINT))
    case let fault as any DiagnosticError:
      Message.fault(fault)
      exit(2)
    default:
      leave(parserError: error)
    }
  }

  /// What swift-argument-parser throws: a request for help, or a command line that it cannot read.
  private static func leave(parserError error: any Error) -> Never {
    let code = RootCommand.exitCode(for: error)
    let text = RootCommand.fullMessage(for: error)
    guard code != .success else {
      Message.result(text)
      exit(0)
    }
    guard error is ValidationError || code == .validationFailure else {
      Message.fault(error)
      exit(1)
    }
    Message.error(text)
    exit(2)
  }
}
