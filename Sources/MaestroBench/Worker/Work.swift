import Foundation

/// Something that can be done again and again, each time the same amount of it.
protocol Work {
  /// Worth knowing before the first time.
  var facts: [String: String] { get }

  /// Does it once and returns the seconds that count.
  func run() throws -> Double

  /// The tokens of the last answer, where there are answers.
  var ids: [Int]? { get }
}

extension Work {
  var facts: [String: String] { [:] }
  var ids: [Int]? { nil }

  /// Says that it is ready, works once for each line `go` of standard input, and at its end tells what it came to.
  ///
  /// - Parameter count: works so many times, whatever standard input says.
  func serve(times count: Int?) throws {
    try WorkerMessage(ready: facts).send()
    var remaining = count ?? .max
    while remaining > 0, count != nil || readLine() == "go" {
      remaining -= 1
      try WorkerMessage(seconds: run()).send()
    }
    try WorkerMessage(peakBytes: peakMemory(), ids: ids).send()
  }
}

/// The seconds that `body` takes.
func seconds(_ body: () throws -> Void) rethrows -> Double {
  let clock = ContinuousClock()
  let began = clock.now
  try body()
  return (clock.now - began) / .seconds(1)
}
