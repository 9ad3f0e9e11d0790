import CKernels
import CPanelTile
import Tensors
import TestSupport
import Testing

@Suite struct PanelTileTests {
  /// The tiles of the widest vectors, on any processor: every number of rows that is left over, whole panels and parts of one.
  @Test(arguments: [1, 5, 13, 14, 15, 28, 41, 57]) func wideTiles(_ rows: Int) {
    let (width, stride) = (32, 100)
    for columns in [1, 16, 17, 32, 40, 96] {
      for depth in [0, 1, 7, 256] {
        let count = (columns + width - 1) / width
        let block = numbers(rows * ck_block_stride, 1)
        let panels = numbers(count * depth * width, 2)
        for (alpha, beta) in [(Float(1), Float(0)), (-0.5, 1), (2, 0.25)] {
          let before = numbers(rows * stride, 3)
          var c = before
          c.withMutablePointer { wide_multiply_panels(rows, columns, depth, alpha, block.pointer, panels.pointer, beta, $0, stride) }
          for row in 0..<rows {
            for column in 0..<stride {
              let old = before.pointer[row * stride + column]
              var expected = Double(old)
              if column < columns {
                let panel = panels.pointer + column / width * depth * width + column % width
                let sum = (0..<depth).reduce(0.0) { $0 + Double(block.pointer[row * ck_block_stride + $1]) * Double(panel[$1 * width]) }
                expected = Double(alpha) * sum + Double(beta) * Double(old)
              }
              #expect(abs(Double(c.pointer[row * stride + column]) - expected) <= 1e-4, "row \(row), column \(column)")
            }
          }
        }
      }
    }
  }

  private func numbers(_ count: Int, _ factor: Int) -> Tensor {
    Tensor((0..<max(1, count)).map { Float(($0 * 7919 * factor) % 113) / 56 - 1 }, shape: [max(1, count)])
  }
}
