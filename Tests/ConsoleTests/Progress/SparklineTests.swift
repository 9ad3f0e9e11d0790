import Console
import Testing

struct SparklineTests {
  @Test(
    arguments: [
      ([], 5, ""), ([1], 5, "▁"), ([2, 2, 2], 5, "▁▁▁"), ([0, 1, 2, 3, 4, 5, 6, 7], 8, "▁▂▃▄▅▆▇█"), ([0, 0, 4, 4], 2, "▁█"),
      ([.nan, 1, 2], 3, " ▁█"), ([.nan], 3, " "), ([.infinity, 1, .nan, 3], 4, " ▁ █"), ([1, 2], 0, ""), ([7, 6, 5, 0], 4, "█▇▆▁"),
    ] as [([Double], Int, String)])
  func blocksFollowTheValues(values: [Double], width: Int, text: String) { #expect(sparkline(values, width: width) == text) }

  @Test func aLongCourseFits() { #expect(sparkline((0..<1001).map(Double.init), width: 20).count == 20) }
}
