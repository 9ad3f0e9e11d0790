import Foundation
import Testing

/// Whatever was typed, its recipe does the same again, to the bit.
@Suite(.serialized) struct TimelineTests {
  /// A few each time; `Scripts/test --long` tries many.
  private static let isLong = ProcessInfo.processInfo.environment["MAESTRO_LONG_TESTS"] != nil
  private static let seeds = 1...(isLong ? 120 : 4)

  @Test(arguments: seeds) func aRecipeDoesTheSameAgain(seed: Int) throws {
    let timeline = try Timeline(seed: seed, length: Self.isLong ? 30 + seed % 40 : 24)
    do {
      let differences = try timeline.differences()
      #expect(
        differences.isEmpty,
        "seed \(seed): \(differences.prefix(8))\ntyped:\n\(timeline.inputs.joined(separator: "\n"))\nrecipe:\n\(timeline.recipe)")
    } catch {
      Issue.record("seed \(seed): \(error)\ntyped:\n\(timeline.inputs.joined(separator: "\n"))\nrecipe:\n\(timeline.recipe)")
    }
  }
}
