import ArgumentParser
import Console
import Essentials
import Foundation

/// The command line asks for what cannot be: an unknown value, one out of its range, or two that contradict each other.
struct CommandLineFault: DiagnosticError {
  let diagnostics: [Diagnostic]

  init(diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }

  init(_ message: String, hint: String? = nil) { diagnostics = [Diagnostic(.syntax, message, hint: hint)] }
}

/// A command failed while it ran.
struct Failure: Error {
  let cause: any Error
  /// What was saved before, and how to go on from there.
  let remains: String?

  init(_ cause: any Error, remains: String? = nil) {
    self.cause = cause
    self.remains = remains
  }
}

/// The work was interrupted by a signal, after what was done had been saved.
struct Interrupted: Error {
  let signal: Int32
}

extension Interruptions {
  /// The signal that asked for a stop; nil when none did.
  var signal: Int32? { isTerminated ? SIGTERM : count > 0 ? SIGINT : nil }
}

/// Exit statuses: 0 done, 1 failed while running, 2 the command line could not be read, 128 + signal interrupted.
enum Exit {
  static func leave(_ error: any Error) -> Never {
    switch error {
    case let failure as Failure:
      Message.fault(failure.cause)
      if let remains = failure.remains { Message.status(remains) }
      exit(1)
    case let interrupted as Interrupted:
      exit(128 + interrupted.signal)
    case is Stopped:
      exit(128 + (Interruptions.ofProcess.signal ?? SIGINT))
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
      leave(after: text)
    }
    guard error is ValidationError || code == .validationFailure else {
      Message.fault(error)
      exit(1)
    }
    // The parser begins with a capital, everybody else here with a small letter.
    Message.error(text.hasPrefix("Error: ") ? "error: " + text.dropFirst(7) : text)
    exit(2)
  }

  /// The help that was asked for.
  private static func leave(after help: String) -> Never {
    do {
      try Message.result(help)
      exit(0)
    } catch {
      Message.fault(error)
      exit(1)
    }
  }
}
