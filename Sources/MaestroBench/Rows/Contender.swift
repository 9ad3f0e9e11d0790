/// Somebody who works when it is their turn.
protocol Contender: AnyObject {
  /// What they said of themselves.
  var facts: [String: String] { get }

  /// One unit of work; its seconds.
  func work() throws -> Double

  /// The last words.
  func end() throws -> WorkerMessage
}

extension WorkerProcess: Contender {}

/// Somebody whose whole work is to become ready: another process every time.
final class Starter: Contender {
  private let start: () throws -> (seconds: Double, last: WorkerMessage)
  private var last = WorkerMessage()
  let facts: [String: String] = [:]

  /// - Parameter start: starts it once, and ends it.
  init(_ start: @escaping () throws -> (seconds: Double, last: WorkerMessage)) { self.start = start }

  func work() throws -> Double {
    let (seconds, last) = try start()
    self.last = last
    return seconds
  }

  func end() -> WorkerMessage { last }
}
