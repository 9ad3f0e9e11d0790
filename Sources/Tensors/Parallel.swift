import CKernels
import Essentials
import Synchronization

/// The one thread pool. Work is partitioned into blocks whose number and size follow from shapes alone, so results do not depend on
/// `threads`.
///
/// Its doors are called unsafe, as nobody checks what is shared between the threads. Kernels write through raw pointers into one buffer,
/// each block a part of its own; pointers are not `Sendable`, so the compiler could not tell such a closure from one that races. Whoever
/// calls sees to it that two blocks never write the same memory, and that none reads what another one writes.
public enum Parallel {
  /// Threads that work on a call, the caller's among them; all cores unless set.
  public static var threads: Int {
    get { Int(ck_threads()) }
    set { ck_set_threads(Int32(clamping: newValue)) }
  }

  /// Runs `body` once for every index of `0..<count`, in any order and on any thread.
  package static func unsafeForEach(_ count: Int, _ body: (Int) -> Void) {
    if let abandonment, abandonment.isDue { return }
    if count == 1 { return body(0) }
    withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: body) { pointer in
        ck_parallel(
          count,
          { context, index in context!.assumingMemoryBound(to: ((Int) -> Void).self).pointee(index) },
          UnsafeMutableRawPointer(mutating: pointer))
      }
    }
  }

  /// Partitions `0..<count` into blocks of `blockSize` and runs `body` once for each block.
  package static func unsafeForBlocks(of count: Int, blockSize: Int, _ body: (Range<Int>) -> Void) {
    let blocks = (count + blockSize - 1) / blockSize
    unsafeForEach(blocks) { block in body(block * blockSize..<min(count, (block + 1) * blockSize)) }
  }

  @TaskLocal fileprivate static var abandonment: Abandonment?
}

/// Work that may be given up in the middle; once it was, it stays so.
private final class Abandonment: Sendable {
  private let token: StopToken
  private let happened = Atomic(false)

  init(_ token: StopToken) { self.token = token }

  var hasHappened: Bool { happened.load(ordering: .relaxed) }

  var isDue: Bool {
    if !hasHappened, token.isStopped { happened.store(true, ordering: .relaxed) }
    return hasHappened
  }
}

/// The result of work of which the pool skipped nothing: what a cache takes. Only `Parallel.completed` makes one.
package struct Completed<Value> {
  package let value: Value

  fileprivate init(_ value: Value) { self.value = value }
}

extension Parallel {
  /// Runs `body`, whose results are worth nothing once `token` asks for a stop: from then on the pool's work inside it is skipped, and its
  /// tensors hold arbitrary numbers. So even a forward pass of many seconds comes back at once, through code that knows nothing of stopping.
  ///
  /// - Throws: `Stopped` when work was skipped, and what `body` throws.
  package static func abandoning<Result>(when token: StopToken, _ body: () throws -> Result) throws -> Result {
    let abandonment = Abandonment(token)
    let result = Swift.Result { try $abandonment.withValue(abandonment, operation: body) }
    if abandonment.hasHappened { throw Stopped() }
    return try result.get()
  }

  /// A result of this thread's work as one that may be kept; nil when the pool skipped work of the `abandoning` that the thread is in, so
  /// that the result may be arbitrary numbers.
  package static func completed<Value>(_ value: Value) -> Completed<Value>? {
    abandonment?.hasHappened == true ? nil : Completed(value)
  }
}
