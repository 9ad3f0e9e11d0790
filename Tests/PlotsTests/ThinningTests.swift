import Images
import Plots
import Testing

@Suite struct ThinningTests {
  private let points = (0..<10_000).map { Point(x: Double($0), y: Double($0 * 7919 % 1000)) }

  @Test func extremesOfEveryStretchRemain() {
    let thinned = points.thinned(columns: 50)
    #expect(thinned.count <= 200 && thinned.count >= 100)
    #expect(thinned.first == points.first && thinned.last == points.last)
    let width = 9999.0 / 50
    for column in 0..<50 {
      func members(_ all: [Point]) -> [Double] { all.filter { min(49, Int($0.x / width)) == column }.map(\.y) }
      #expect(members(thinned).max() == members(points).max())
      #expect(members(thinned).min() == members(points).min())
    }
  }

  @Test func meansFollowStraightLinesAndCalmNoise() {
    let line = (0..<1000).map { Point(x: Double($0), y: 2 * Double($0)) }
    let means = line.movingMean(window: 21)
    #expect(means.map(\.x) == line.map(\.x))
    #expect(means[20..<980].allSatisfy { abs($0.y - 2 * $0.x) < 1e-9 })
    let noise = (0..<1000).map { Point(x: Double($0), y: $0 % 2 == 0 ? 1 : 3) }
    #expect(noise.movingMean(window: 50)[5...].allSatisfy { abs($0.y - 2) < 0.2 })
  }

  /// A wide window at the beginning of a steep curve would begin it far below its first value.
  @Test func beginningsAreNotFlattened() {
    let steep = (0..<400).map { Point(x: Double($0), y: 10 / Double($0 + 1)) }
    #expect((steep.movingMean(window: 101).first?.y ?? 0) > 6)
  }

  @Test func fewOrUnorderedPointsStay() {
    #expect(Array(points.prefix(100)).thinned(columns: 50) == Array(points.prefix(100)))
    #expect(Array(points.reversed()).thinned(columns: 50) == Array(points.reversed()))
    let still = [Point](repeating: Point(x: 1, y: 1), count: 500)
    #expect(still.thinned(columns: 10) == still)
    #expect([Point]().movingMean(window: 10).isEmpty)
    #expect(still.movingMean(window: 9) == still)
  }
}
