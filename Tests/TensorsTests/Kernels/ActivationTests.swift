import CKernels
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct ActivationKernelTests {
  private let points = stride(from: -14, through: 14, by: 0x1p-10).map { Float($0) } + [-3e38, -100, -1e-30, 0, 1e-30, 100, 3e38]

  private func gelu(_ x: Float) -> Double { Double(x) * 0.5 * erfc(-Double(x) / 2.0.squareRoot()) }

  private func slope(_ x: Float) -> Double {
    let x = Double(x)
    return 0.5 * erfc(-x / 2.0.squareRoot()) + x * exp(-x * x / 2) / (2 * Double.pi).squareRoot()
  }

  @Test func geluIsTheExactOneWithinAMillionth() {
    let values = written(points.count) { ck_gelu(points.count, points, $0) }
    let slopes = written(points.count) { ck_gelu_backward(points.count, points, [Float](repeating: 1, count: points.count), $0) }
    for (index, x) in points.enumerated() {
      #expect(abs(Double(values[index]) - gelu(x)) <= max(1e-6, abs(gelu(x)) * 1e-7), "gelu of \(x)")
      #expect(abs(Double(slopes[index]) - slope(x)) <= 1e-6, "gelu' of \(x)")
    }
  }

  @Test func whatIsNoNumberStaysNone() {
    let values = written(16) { ck_gelu(16, [Float](repeating: .nan, count: 16), $0) }
    #expect(values.allSatisfy { $0.isNaN })
  }

  @Test(arguments: awkwardCounts) func everyCount(_ count: Int) {
    let x = (0..<count).map { Float($0 % 13) * 0.4 - 2 }
    let g = (0..<count).map { Float($0 % 7) - 3 }
    let values = written(count) { ck_gelu(count, x, $0) }
    #expect(difference(values, x.map { Float(gelu($0)) }, relative: 0, absolute: 1e-6) == nil)
    let backward = written(count) { ck_gelu_backward(count, x, g, $0) }
    let both = written(2 * count) {
      $0.update(from: g, count: count)
      ck_gelu_recompute(count, x, $0, $0 + count)
    }
    #expect(difference(Array(both.prefix(count)), backward, relative: 1e-6, absolute: 1e-6) == nil)
    #expect(difference(Array(both.suffix(count)), values, relative: 1e-6, absolute: 1e-6) == nil)
    #expect(difference(backward, zip(x, g).map { Float(slope($0) * Double($1)) }, relative: 0, absolute: 4e-6) == nil)
    #expect(
      values
        == written(count) {
          $0.update(from: x, count: count); ck_gelu(count, $0, $0)
        }, "in place")
    #expect(
      backward
        == written(count) {
          $0.update(from: x, count: count); ck_gelu_backward(count, $0, g, $0)
        }, "over x")
    #expect(
      backward
        == written(count) {
          $0.update(from: g, count: count); ck_gelu_backward(count, x, $0, $0)
        }, "over g")
  }

  /// A block of 3 rows of 5 inside rows of 9: the bias touches it alone.
  @Test func biasOfABlock() {
    let start = (0..<27).map { Float($0) * 0.1 - 1 }
    let bias: [Float] = [1, 2, 3, 4, 5]
    func inBlock(_ change: (Int) -> Float) -> [Float] { (0..<27).map { $0 % 9 < 5 ? change($0) : start[$0] } }
    let biased = inBlock { start[$0] + bias[$0 % 9] }
    #expect(
      biased
        == written(27) {
          $0.update(from: start, count: 27); ck_add_bias(3, 5, 9, bias, $0)
        })
  }
}
