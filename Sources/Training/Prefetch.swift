import Foundation

/// Prepares values in order on background threads, at most `capacity` ahead of the reader. An error waits at the place of its value.
///
/// `@unchecked Sendable` is safe: every variable is read and written under `condition` alone.
final class Prefetch<Value: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  private let count: Int
  private let capacity: Int
  private let prepare: @Sendable (Int) throws -> Value
  private var ready: [Int: Result<Value, any Error>] = [:]
  private var started = 0
  private var taken = 0
  private var isClosed = false
  private var runningThreads: Int

  /// Begins at once to prepare the values `0..<count`.
  init(count: Int, capacity: Int, threads: Int, _ prepare: @escaping @Sendable (Int) throws -> Value) {
    self.count = count
    self.capacity = max(1, capacity)
    self.prepare = prepare
    runningThreads = max(1, min(threads, count))
    for _ in 0..<runningThreads { Thread { self.work() }.start() }
  }

  /// The next value in order; waits until it is there.
  func next() throws -> Value {
    condition.lock()
    defer { condition.unlock() }
    precondition(taken < count && !isClosed, "value \(taken) of \(count) was asked for")
    while true {
      if let result = ready.removeValue(forKey: taken) {
        taken += 1
        condition.broadcast()
        return try result.get()
      }
      condition.wait()
    }
  }

  /// Ends the work and waits until every thread has ended; values that nobody took are dropped.
  func close() {
    condition.lock()
    isClosed = true
    condition.broadcast()
    while runningThreads > 0 { condition.wait() }
    ready = [:]
    condition.unlock()
  }

  private func work() {
    condition.lock()
    while true {
      while !isClosed, started < count, started >= taken + capacity { condition.wait() }
      if isClosed || started >= count { break }
      let index = started
      started += 1
      condition.unlock()
      let result = Result { try prepare(index) }
      condition.lock()
      ready[index] = result
      condition.broadcast()
    }
    runningThreads -= 1
    condition.broadcast()
    condition.unlock()
  }
}
