import Essentials
import Foundation
import Synchronization
import Tensors
import Testing

@Suite struct ParallelTests {
  private final class Counters: Sendable {
    let values: Mutex<[Int]>

    init(_ count: Int) { values = Mutex(Array(repeating: 0, count: count)) }

    func add(_ index: Int) { values.withLock { $0[index] += 1 } }
    var all: [Int] { values.withLock { $0 } }
  }

  @Test func everyIndexRunsOnceWhateverTheThreads() {
    let counts = Threads.each([1, 2, 3, 7, 33]) {
      (0..<40).allSatisfy { count in
        let counters = Counters(count)
        Parallel.unsafeForEach(count) { counters.add($0) }
        return counters.all == Array(repeating: 1, count: count)
      }
    }
    #expect(counts.allSatisfy { $0 })
  }

  @Test func callsFromInsideACallRunToo() {
    let counters = Counters(60)
    Parallel.unsafeForEach(6) { outer in Parallel.unsafeForEach(10) { inner in counters.add(outer * 10 + inner) } }
    #expect(counters.all == Array(repeating: 1, count: 60))
  }

  @Test func callersFromSeveralThreadsDoNotDisturbEachOther() {
    let counters = Counters(4 * 16)
    let group = DispatchGroup()
    for caller in 0..<4 {
      Thread {
        for _ in 0..<500 { Parallel.unsafeForEach(16) { counters.add(caller * 16 + $0) } }
        group.leave()
      }.start(after: group)
    }
    for round in 0..<200 {
      Parallel.threads = 1 + round % 5
      Parallel.unsafeForEach(3) { _ in }
    }
    group.wait()
    #expect(counters.all == Array(repeating: 500, count: 64))
  }

  @Test func blocksCoverTheCount() {
    for count in 0..<50 {
      for blockSize in 1..<12 {
        let counters = Counters(count)
        let lengths = Mutex([Int]())
        Parallel.unsafeForBlocks(of: count, blockSize: blockSize) { range in
          range.forEach(counters.add)
          lengths.withLock { $0.append(range.count) }
        }
        #expect(counters.all == Array(repeating: 1, count: count))
        #expect(lengths.withLock { $0 }.filter { $0 != blockSize }.count <= 1)
      }
    }
  }

  @Test func scratchIsNotShared() {
    let wrong = Mutex(0)
    Threads.each([1, 4]) {
      Parallel.unsafeForBlocks(of: 1000, blockSize: 7, scratch: 20) { range, scratch in
        for i in 0..<20 { scratch[i] = Float(range.lowerBound) }
        if (0..<20).contains(where: { scratch[$0] != Float(range.lowerBound) }) { wrong.withLock { $0 += 1 } }
      }
    }
    #expect(wrong.withLock { $0 } == 0)
  }

  /// Only what is whole is `Completed`, and no result leaves work that was abandoned.
  @Test func abandonedWorkIsNotCompleted() throws {
    #expect(Parallel.completed(1)?.value == 1)
    let stop = Atomic(false)
    let token = StopToken { stop.load(ordering: .relaxed) }
    try Parallel.abandoning(when: token) {
      Parallel.unsafeForEach(2) { _ in }
      #expect(Parallel.completed(2)?.value == 2)
    }
    let counters = Counters(4)
    #expect(throws: Stopped.self) {
      try Parallel.abandoning(when: token) {
        stop.store(true, ordering: .relaxed)
        #expect(Parallel.completed(3)?.value == 3, "nothing was skipped yet")
        Parallel.unsafeForEach(4) { counters.add($0) }
        #expect(Parallel.completed(4) == nil)
        stop.store(false, ordering: .relaxed)
        Parallel.unsafeForEach(4) { counters.add($0) }
        #expect(Parallel.completed(5) == nil, "once abandoned, always abandoned")
      }
    }
    #expect(counters.all == [0, 0, 0, 0])
    #expect(Parallel.completed(6)?.value == 6)
  }
}

extension Thread {
  fileprivate func start(after group: DispatchGroup) {
    group.enter()
    start()
  }
}
