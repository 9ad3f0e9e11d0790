import Plots
import Testing

@Suite struct TicksTests {
  @Test(arguments: [
    (0.0...1.0, 5, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]), (0.0...10.0, 5, ["0", "2", "4", "6", "8", "10"]),
    (0.9106...0.9121, 4, ["0.9110", "0.9115", "0.9120"]), (-1.2...1.2, 5, ["−1.0", "−0.5", "0", "0.5", "1.0"]),
    (0.0...5e-6, 5, ["0", "1e-6", "2e-6", "3e-6", "4e-6", "5e-6"]),
    (0.0...2.5e-5, 5, ["0", "5e-6", "1e-5", "1.5e-5", "2e-5", "2.5e-5"]),
    (-3e9...2e9, 5, ["−3e9", "−2e9", "−1e9", "0", "1e9", "2e9"]),
    (0.0...100_000.0, 5, ["0", "20000", "40000", "60000", "80000", "100000"]),
    (7.0...7.4, 2, ["7.0", "7.2", "7.4"]), (0.0...1e-4, 5, ["0", "2e-5", "4e-5", "6e-5", "8e-5", "1e-4"]),
    (-1e-5...1e-5, 3, ["−1e-5", "0", "1e-5"]), (7.17812...7.17816, 3, ["7.17812", "7.17814", "7.17816"]),
    (0.0...0.001, 5, ["0", "0.0002", "0.0004", "0.0006", "0.0008", "0.0010"]),
  ])
  func linearMarksAreRound(range: ClosedRange<Double>, count: Int, labels: [String]) {
    #expect(Ticks(linear: range, count: count).labels == labels)
  }

  @Test(arguments: [
    (1.0...2.0, ["1", "2"]), (0.94...3.06, ["1", "2", "3"]), (0.5...20.5, ["2", "4", "6", "8", "10", "12", "14", "16", "18", "20"]),
    (0.9...1.1, ["1"]),
  ])
  func countsHaveNoFractions(range: ClosedRange<Double>, labels: [String]) {
    #expect(Ticks(linear: range, count: 10, wholeNumbers: true).labels == labels)
  }

  @Test(arguments: [
    (0.008...6.0, 5, ["0.01", "0.1", "1"]), (0.8...12.0, 5, ["1", "2", "5", "10"]),
    (1e-9...1.0, 4, ["1e-8", "1e-6", "1e-4", "0.01", "1"]),
    (2.25...2.9, 5, ["2.4", "2.6", "2.8"]),
  ])
  func logarithmicMarksArePowers(range: ClosedRange<Double>, count: Int, labels: [String]) {
    let ticks = Ticks(logarithmic: range, count: count)
    #expect(ticks.labels == labels)
    #expect(ticks.values.allSatisfy(range.contains))
  }

  @Test func marksStayInTheirRangeAndAreFew() {
    for low in [-1e200, -1e5, -0.3, 0, 1e-190, 12_345.678, 1e199] {
      for span in [1e-180, 1e-3, 1, 7.7, 3e4, 1e199] where low + span > low {
        let range = low...low + span
        let ticks = Ticks(linear: range, count: 6)
        #expect(ticks.values.count <= 100 && ticks.labels.count == ticks.values.count)
        #expect(zip(ticks.values, ticks.values.dropFirst()).allSatisfy { $0 < $1 })
        #expect(ticks.values.allSatisfy { $0 >= low - span * 1e-6 && $0 <= low + span * (1 + 1e-6) })
      }
    }
  }
}
