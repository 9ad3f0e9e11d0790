import FineTuning
import Foundation
import Tensors

/// One optimizer step, operation by operation.
struct StepProfile {
  let profile: Profile
  /// Of the step while it was recorded.
  let seconds: Double

  /// Records the step after a first one.
  init(_ work: TrainingWork) throws {
    _ = try work.run()
    (seconds, profile) = try Profile.recording { try work.run() }
  }

  /// Operations of all products.
  var flops: Double { profile.products.reduce(0) { $0 + $1.product.flops * Double($1.count) } }

  /// Where the time went.
  var operationTable: String {
    let lines = profile.rows.map { row in
      let direction = row.isBackward ? "backward" : "forward"
      let share = 100 * row.seconds / seconds
      return "\(row.name.padding(toLength: 40, withPad: " ", startingAt: 0)) \(direction.padding(toLength: 8, withPad: " ", startingAt: 0))"
        + String(format: " %6d calls %10.1f ms %5.1f %%", row.calls, row.seconds * 1000, share)
    }
    return (lines + ["the step: \(duration(seconds))"]).joined(separator: "\n")
  }

  /// The products as `Scripts/products.c` reads them.
  var productList: String {
    profile.products.map { product, count in
      "\(product.m) \(product.n) \(product.k) \(product.firstTransposed ? 1 : 0) \(product.secondTransposed ? 1 : 0) \(count)\n"
    }.joined()
  }

  /// Operations of a list of products.
  static func operations(of list: String) -> Double {
    list.split(separator: "\n").reduce(0) { sum, line in
      let numbers = line.split(separator: " ").compactMap { Double($0) }
      return numbers.count == 6 ? sum + 2 * numbers[0] * numbers[1] * numbers[2] * numbers[5] : sum
    }
  }

  /// Lets another process, whose memory is not ours, record the list of a step's products in a file; returns it, too.
  static func record(_ programs: Programs, _ options: [String], to list: URL) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: programs.bench)
    process.arguments = ["profile", "--list", list.path] + options
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0, let text = try? String(contentsOf: list, encoding: .utf8), !text.isEmpty else {
      throw RowMeasurement.Missing(reason: "the profile of a step has no products")
    }
    return text
  }
}

extension Profile.Product {
  /// Multiplications and additions.
  fileprivate var flops: Double { 2 * Double(m) * Double(n) * Double(k) }
}
