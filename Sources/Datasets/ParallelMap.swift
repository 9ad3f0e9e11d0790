import Dispatch
import Essentials
import Synchronization

/// What `body` makes of 0, 1, ... below `count` in this order, made on several threads. After an error nothing new is begun.
///
/// - Throws: the first error of `body`, when what was begun is done.
func parallelMap<T: Sendable>(
  _ count: Int, threads: Int = Processors.count, _ body: @Sendable (Int) throws -> T
) throws -> [T] {
  let next = Atomic(0)
  let outcome = Mutex<(values: [T?], failure: (any Error)?)>(([T?](repeating: nil, count: count), nil))
  DispatchQueue.concurrentPerform(iterations: max(1, min(threads, count))) { _ in
    while true {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      let result = Result { try body(index) }
      let goesOn = outcome.withLock { outcome in
        switch result {
        case .success(let value): outcome.values[index] = value
        case .failure(let error): outcome.failure = outcome.failure ?? error
        }
        return outcome.failure == nil
      }
      guard goesOn else { return }
    }
  }
  return try outcome.withLock { outcome in
    if let failure = outcome.failure { throw failure }
    return outcome.values.compactMap(\.self)
  }
}
