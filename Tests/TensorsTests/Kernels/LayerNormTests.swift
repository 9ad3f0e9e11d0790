import CKernels
import Tensors
import TestSupport
import Testing

@Suite struct LayerNormKernelTests {
  private struct Row {
    let mean: Double
    let factor: Double
    let normalized: [Double]

    init(_ x: ArraySlice<Float>) {
      let x = x.map(Double.init)
      let mean = x.reduce(0, +) / Double(x.count)
      let factor = 1 / (x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count) + 1e-5).squareRoot()
      (self.mean, self.factor) = (mean, factor)
      normalized = x.map { ($0 - mean) * factor }
    }
  }

  @Test(arguments: [1, 2, 7, 8, 33, 64, 129]) func rowsAgainstDoublePrecision(_ width: Int) {
    let rows = 3
    let x = (0..<rows * width).map { Float($0 * 31 % 17) * 0.5 + 100 }
    let (weight, bias) = ((0..<width).map { Float($0 % 5) - 1.5 }, (0..<width).map { Float($0 % 3) })
    let g = (0..<rows * width).map { Float($0 * 13 % 7) - 3 }
    let expected = (0..<rows).map { Row(x[$0 * width..<($0 + 1) * width]) }
    var (means, factors) = ([Float](repeating: 0, count: rows), [Float](repeating: 0, count: rows))
    let y = written(x.count) { ck_layer_norm(rows, width, x, weight, bias, 1e-5, $0, &means, &factors) }
    #expect(difference(means, expected.map { Float($0.mean) }, relative: 1e-6) == nil)
    #expect(difference(factors, expected.map { Float($0.factor) }, relative: 1e-5) == nil)
    let values = (0..<x.count).map { Float(expected[$0 / width].normalized[$0 % width] * Double(weight[$0 % width])) + bias[$0 % width] }
    #expect(difference(y, values, relative: 2e-5) == nil)
    #expect(
      y
        == written(x.count) {
          $0.update(from: x, count: x.count); ck_layer_norm(rows, width, $0, weight, bias, 1e-5, $0, nil, nil)
        })

    var (weightSums, biasSums) = ([Float](repeating: 1, count: width), [Float](repeating: 2, count: width))
    let dx = written(x.count) { ck_layer_norm_backward(rows, width, x, means, factors, weight, g, $0, &weightSums, &biasSums) }
    var (dw, db) = ([Double](repeating: 1, count: width), [Double](repeating: 2, count: width))
    var inputs: [Float] = []
    for (r, row) in expected.enumerated() {
      let gradient = g[r * width..<(r + 1) * width].map(Double.init)
      let scaled = zip(gradient, weight).map { $0 * Double($1) }
      let offset = scaled.reduce(0, +) / Double(width)
      let slope = zip(scaled, row.normalized).reduce(0) { $0 + $1.0 * $1.1 } / Double(width)
      for i in 0..<width {
        inputs.append(Float(row.factor * (scaled[i] - offset - row.normalized[i] * slope)))
        dw[i] += gradient[i] * row.normalized[i]
        db[i] += gradient[i]
      }
    }
    #expect(difference(dx, inputs, relative: 3e-5, absolute: 1e-4) == nil)
    #expect(difference(weightSums, dw.map(Float.init), relative: 3e-5) == nil)
    #expect(difference(biasSums, db.map(Float.init)) == nil)
    let over = written(x.count) {
      $0.update(from: x, count: x.count)
      ck_layer_norm_backward(rows, width, $0, means, factors, weight, g, $0, nil, nil)
    }
    #expect(over == dx)
  }

  @Test func columnSumsAreAdded() {
    let x = (0..<15).map(Float.init)
    var sums: [Float] = [1, 1, 1, 1, 1]
    ck_column_sums(3, 5, x, &sums)
    #expect(sums == [16, 19, 22, 25, 28])
  }
}
