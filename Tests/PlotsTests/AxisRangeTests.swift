import Plots
import Testing

@Suite struct AxisRangeTests {
  @Test func marginsSurroundTheValues() {
    let range = AxisRange(of: [3, 1, 2], margin: 0.1)
    #expect(range.bounds == 0.8...3.2)
    #expect(range.fraction(0.8) == 0 && range.fraction(3.2) == 1 && abs(range.fraction(2) - 0.5) < 1e-12)
  }

  @Test func fewValuesGetARange() {
    #expect(AxisRange(of: [], margin: 0.1).bounds == 0...1)
    #expect(AxisRange(of: [0, 0], margin: 0).bounds == -0.5...0.5)
    #expect(AxisRange(of: [20], margin: 0).bounds == 18...22)
    #expect(AxisRange(of: [-20], margin: 0).bounds == -22...(-18))
    #expect(AxisRange(of: [1, 1 + 1e-13], margin: 0).bounds.contains(1.05))
    #expect(AxisRange(of: [], margin: 0.1, isLogarithmic: true).bounds == 0.1...1)
  }

  @Test func zeroIsTheEndWhereItIsNear() {
    #expect(AxisRange(of: [0.5, 2], margin: 0.1, startsAtZero: true).bounds.lowerBound == 0)
    #expect(AxisRange(of: [0, 2], margin: 0.1, startsAtZero: true).bounds.lowerBound == 0)
    #expect(AxisRange(of: [1.9, 2], margin: 0.1, startsAtZero: true).bounds.lowerBound > 1.8)
    #expect(AxisRange(of: [0, 0], margin: 0.1, startsAtZero: true).bounds == 0...1)
    #expect(AxisRange(of: [-1, 2], margin: 0.1, startsAtZero: true).bounds.lowerBound < -1)
  }

  @Test func logarithmsMultiply() {
    let range = AxisRange(of: [0.01, 100], margin: 0, isLogarithmic: true)
    #expect(abs(range.fraction(1) - 0.5) < 1e-12)
    #expect(abs(range.fraction(10) - 0.75) < 1e-12)
    #expect(AxisRange(of: [5], margin: 0, isLogarithmic: true).bounds.contains(5))
    #expect(AxisRange(of: [1e-150, 1e150], margin: 0.05, isLogarithmic: true).bounds.upperBound.isFinite)
  }
}
