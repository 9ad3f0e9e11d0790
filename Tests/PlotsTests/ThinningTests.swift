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

  @Test func meansAreThoseOfTheStretches() {
    let line = (0..<1000).map { Point(x: Double($0), y: 2 * Double($0)) }
    let means = line.averaged(columns: 10)
    #expect(means.count == 10)
    #expect(means.allSatisfy { abs($0.y - 2 * $0.x) < 1e-9 })
    #expect(abs(means[0].x - 49.5) < 1)
  }

  @Test func fewOrUnorderedPointsStay() {
    #expect(Array(points.prefix(100)).thinned(columns: 50) == Array(points.prefix(100)))
    #expect(Array(points.reversed()).thinned(columns: 50) == Array(points.reversed()))
    let still = [Point](repeating: Point(x: 1, y: 1), count: 500)
    #expect(still.thinned(columns: 10) == still && still.averaged(columns: 10) == still)
    #expect([Point]().averaged(columns: 10).isEmpty)
  }
}
