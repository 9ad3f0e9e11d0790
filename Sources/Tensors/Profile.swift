import Foundation
import Synchronization

/// Where the time of a stretch of work goes: every operation forward and backward, and the matrix products they consist of.
package struct Profile {
  /// What one kind of operation took, forward or backward.
  package struct Row {
    package let name: String
    package let isBackward: Bool
    package fileprivate(set) var calls = 0
    package fileprivate(set) var seconds = 0.0
  }

  /// A product of an m x k and a k x n matrix.
  package struct Product: Hashable {
    package let m: Int
    package let n: Int
    package let k: Int
    package let firstTransposed: Bool
    package let secondTransposed: Bool
  }

  /// The longest first. What lies between operations' backwards is a row of its own; between their forwards it counts to the next one.
  package let rows: [Row]
  /// The whole products, not the blocks they are partitioned into, and how often each came.
  package let products: [(product: Product, count: Int)]

  /// Runs `body` and notes what it does on this thread. One at a time.
  package static func recording<Result>(_ body: () throws -> Result) rethrows -> (result: Result, profile: Profile) {
    recorder.withLock { $0 = Recorder() }
    isRecording.store(true, ordering: .relaxed)
    defer { isRecording.store(false, ordering: .relaxed) }
    let result = try body()
    note("outside operations")
    let recorded = recorder.withLock { $0 }
    return (
      result,
      Profile(
        rows: recorded.rows.values.sorted { $0.seconds > $1.seconds }, products: recorded.products.map { ($0.key, $0.value) })
    )
  }
}

extension Profile {
  private struct Recorder {
    var rows: [String: Row] = [:]
    var products: [Product: Int] = [:]
    var last = clock()

    private static func clock() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_MONOTONIC, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    mutating func note(_ name: String, isBackward: Bool) {
      let now = Self.clock()
      var row = rows[(isBackward ? "<" : ">") + name] ?? Row(name: name, isBackward: isBackward)
      row.calls += 1
      row.seconds += now - last
      rows[(isBackward ? "<" : ">") + name] = row
      last = now
    }
  }

  private static let recorder = Mutex(Recorder())
  private static let isRecording = Atomic(false)

  /// The time since the last note belongs to the operation that a type stands for.
  static func note(_ operation: Any.Type, isBackward: Bool = false) {
    guard isRecording.load(ordering: .relaxed) else { return }
    // A private type is called (LayerNorm in _0123).
    let name = "\(operation)".drop { $0 == "(" }.prefix { $0 != " " }.replacing("Operation", with: "")
    let words = name.map { $0.isUppercase ? " " + $0.lowercased() : String($0) }.joined()
    note(words.trimmingCharacters(in: .whitespaces), isBackward: isBackward)
  }

  /// The time since the last note belongs to what is called `name`.
  static func note(_ name: String, isBackward: Bool = false) {
    guard isRecording.load(ordering: .relaxed) else { return }
    recorder.withLock { $0.note(name, isBackward: isBackward) }
  }

  /// A product is computed, `count` times.
  static func note(m: Int, n: Int, k: Int, firstTransposed: Bool = false, secondTransposed: Bool = false, count: Int = 1) {
    guard isRecording.load(ordering: .relaxed), count > 0 else { return }
    let product = Product(m: m, n: n, k: k, firstTransposed: firstTransposed, secondTransposed: secondTransposed)
    recorder.withLock { $0.products[product, default: 0] += count }
  }
}
