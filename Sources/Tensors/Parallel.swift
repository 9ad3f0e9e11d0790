import CKernels
import Essentials
import Synchronization

/// The one thread pool. Work is cut into blocks whose number and size follow from shapes alone, so results do not depend on `threads`.
public enum Parallel {
  /// Threads that work on a call, the caller's among them; all cores unless set.
  public static var threads: Int {
    get { Int(ck_threads()) }
    set { ck_set_threads(Int32(clamping: newValue)) }
  }

  /// Runs `body` once for every index of `0..<count`, in any order and on any thread.
  package static func forEach(_ count: Int, _ body: (Int) -> Void) {
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

  @TaskLocal private static var abandonment: Abandonment?

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

  /// Whether work of this thread was skipped, so that tensors made in it are worth nothing.
  package static var isAbandoned: Bool { abandonment?.hasHappened ?? false }

  /// Cuts `0..<count` into blocks of `grain` and runs `body` once for each block.
  package static func forBlocks(of count: Int, grain: Int, _ body: (Range<Int>) -> Void) {
    let blocks = (count + grain - 1) / grain
    forEach(blocks) { block in body(block * grain..<min(count, (block + 1) * grain)) }
  }
}
