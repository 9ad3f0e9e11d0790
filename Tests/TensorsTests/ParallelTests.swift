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
        Parallel.forEach(count) { counters.add($0) }
        return counters.all == Array(repeating: 1, count: count)
      }
    }
    #expect(counts.allSatisfy { $0 })
  }

  @Test func callsFromInsideACallRunToo() {
    let counters = Counters(60)
    Parallel.forEach(6) { outer in Parallel.forEach(10) { inner in counters.add(outer * 10 + inner) } }
    #expect(counters.all == Array(repeating: 1, count: 60))
  }

  @Test func callersFromSeveralThreadsDoNotDisturbEachOther() {
    let counters = Counters(4 * 16)
    let group = DispatchGroup()
    for caller in 0..<4 {
      Thread {
        for _ in 0..<500 { Parallel.forEach(16) { counters.add(caller * 16 + $0) } }
        group.leave()
      }.start(after: group)
    }
    for round in 0..<200 {
      Parallel.threads = 1 + round % 5
      Parallel.forEach(3) { _ in }
    }
    group.wait()
    #expect(counters.all == Array(repeating: 500, count: 64))
  }

  @Test func blocksCoverTheCount() {
    for count in 0..<50 {
      for grain in 1..<12 {
        let counters = Counters(count)
        let lengths = Mutex([Int]())
        Parallel.forBlocks(of: count, grain: grain) { range in
          range.forEach(counters.add)
          lengths.withLock { $0.append(range.count) }
        }
        #expect(counters.all == Array(repeating: 1, count: count))
        #expect(lengths.withLock { $0 }.filter { $0 != grain }.count <= 1)
      }
    }
  }

  @Test func scratchIsNotShared() {
    let wrong = Mutex(0)
    Threads.each([1, 4]) {
      Parallel.forBlocks(of: 1000, grain: 7, scratch: 20) { range, scratch in
        for i in 0..<20 { scratch[i] = Float(range.lowerBound) }
        if (0..<20).contains(where: { scratch[$0] != Float(range.lowerBound) }) { wrong.withLock { $0 += 1 } }
      }
    }
    #expect(wrong.withLock { $0 } == 0)
  }
}

extension Thread {
  fileprivate func start(after group: DispatchGroup) {
    group.enter()
    start()
  }
}
