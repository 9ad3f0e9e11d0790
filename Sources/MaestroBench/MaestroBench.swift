import Tensors

/// Times every kernel and the products of Florence-2 base at 768 pixels: `Scripts/bench [WORD ...] [threads=N]` runs the cases whose name
/// contains one of the words.
@main struct MaestroBench {
  static func main() {
    var words: [String] = []
    for argument in CommandLine.arguments.dropFirst() {
      if argument.hasPrefix("threads="), let threads = Int(argument.dropFirst(8)) {
        Parallel.threads = threads
      } else {
        words.append(argument)
      }
    }
    print("threads \(Parallel.threads), OpenBLAS kernels \(Matmul.kernels ?? "not loaded")")
    for benchmark in kernels + products + operations {
      if words.isEmpty || words.contains(where: benchmark.name.contains) { benchmark.run() }
    }
  }
}

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

  /// Prints the median of at least seven repetitions and half a second, and the best.
  func run() {
    let body = prepare()
    body()
    let clock = ContinuousClock()
    var seconds: [Double] = []
    let start = clock.now
    while seconds.count < 7 || (clock.now - start < .milliseconds(500) && seconds.count < 1000) {
      seconds.append(clock.measure(body) / .seconds(1))
    }
    seconds.sort()
    let median = seconds[seconds.count / 2]
    print(pad(name, 44), pad(rate(median), 14), pad("best " + rate(seconds[0]), 20), "\(rounded(median * 1000)) ms")
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
  let tensor = Tensor(uninitialized: shape)
  for i in 0..<tensor.count { tensor.pointer[i] = Float(i % 251) / 251 - 0.4 }
  return tensor
}
