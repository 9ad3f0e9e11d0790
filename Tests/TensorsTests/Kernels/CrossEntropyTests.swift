import CKernels
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct CrossEntropyKernelTests {
  /// exp(x), through the gradient of a row whose label stands aside.
  private func exponentials(_ x: [Float]) -> [Float] {
    Array(written(x.count + 1) { ck_cross_entropy_backward(x.count + 1, [0] + x, 0, 0, 1, $0) }.dropFirst())
  }

  @Test func exponentialWithinTwoUnitsOfTheLastPlace() {
    let points =
      stride(from: -87.3, through: 88.3, by: 0x1p-8).map { Float($0) } + stride(from: -1, through: 1, by: 0x1p-12).map { Float($0) }
    for (x, value) in zip(points, exponentials(points)) {
      let exact = exp(Double(x))
      #expect(abs(Double(value) - exact) <= 2 * Double(Float(exact).ulp), "exp(\(x)) = \(value)")
    }
  }

  @Test func exponentialAtTheEdges() {
    let values = exponentials([-.infinity, -1000, -88, 89, 1000, .infinity, 0, -0.0, .nan])
    #expect(Array(values[..<8]) == [0, 0, 0, .infinity, .infinity, .infinity, 1, 1])
    #expect(values[8].isNaN)
  }

  @Test(arguments: awkwardCounts.dropFirst() + [4095, 4096, 4097, 51289]) func logSumOfExponentials(_ count: Int) {
    let x = (0..<count).map { Float($0 * 7919 % 1009) * 0.02 - 10 }
    for shift in [0, 80, -80] as [Float] {
      let shifted = x.map { $0 + shift }
      let most = Double(shifted.max() ?? 0)
      let exact = most + log(shifted.reduce(0.0) { $0 + exp(Double($1) - most) })
      #expect(abs(ck_log_sum_exp(count, shifted) - exact) < 1e-6 * max(1, abs(exact)))
    }
  }

  @Test(arguments: awkwardCounts.dropFirst()) func gradientOfARow(_ count: Int) {
    let x = (0..<count).map { Float($0 % 11) * 0.3 - 1 }
    let logSum = ck_log_sum_exp(count, x)
    let expected = (0..<count).map { Float(2 * (exp(Double(x[$0]) - logSum) - ($0 == count - 1 ? 1 : 0))) }
    let gradient = written(count) { ck_cross_entropy_backward(count, x, Float(logSum), count - 1, 2, $0) }
    #expect(difference(gradient, expected, relative: 1e-6, absolute: 1e-7) == nil)
    let inPlace = written(count) {
      $0.update(from: x, count: count)
      ck_cross_entropy_backward(count, $0, Float(logSum), count - 1, 2, $0)
    }
    #expect(inPlace == gradient)
  }
}
