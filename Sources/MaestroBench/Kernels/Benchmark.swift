import Foundation
import Tensors

/// Something to time, and how much work it is.
struct Benchmark {
  enum Work {
    case bytes(Int)
    case operations(Int)
  }

  let name: String
  let work: Work
  /// Allocates what it needs and returns what is timed.
  let prepare: () -> () -> Void

  /// Prints the median and the best of at least seven repetitions and half a second; on a machine that others use too, the processor time
  /// of one thread says more than the clock.
  func run() {
    let body = prepare()
    body()
    var times: [(wall: Double, processor: Double)] = []
    let start = Self.seconds(CLOCK_MONOTONIC)
    while times.count < 7 || (Self.seconds(CLOCK_MONOTONIC) - start < 0.5 && times.count < 1000) {
      let (wall, processor) = (Self.seconds(CLOCK_MONOTONIC), Self.seconds(CLOCK_PROCESS_CPUTIME_ID))
      body()
      times.append((Self.seconds(CLOCK_MONOTONIC) - wall, Self.seconds(CLOCK_PROCESS_CPUTIME_ID) - processor))
    }
    let wall = times.map(\.wall).sorted()
    let processor = times.map(\.processor).sorted()
    print(
      pad(name, 46), pad(rate(wall[wall.count / 2]), 15), pad("best " + rate(wall[0]), 20), pad("processor " + rate(processor[0]), 25),
      "\(rounded(wall[wall.count / 2] * 1000)) ms")
  }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  private func rate(_ seconds: Double) -> String {
    switch work {
    case .bytes(let count): "\(rounded(Double(count) / seconds / 1e9)) GB/s"
    case .operations(let count): "\(rounded(Double(count) / seconds / 1e9)) GFLOP/s"
    }
  }

  private func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }

  private func pad(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }
}

/// Numbers that are neither zero nor equal.
func filled(_ shape: [Int]) -> Tensor {
  let buffer = TensorBuffer(shape)
  let numbers = buffer.pointer
  for i in 0..<buffer.count { numbers[i] = Float(i % 251) / 251 - 0.4 }
  return buffer.finish()
}
