import CKernels
import Tensors

/// How fast this machine multiplies and adds when nothing else is in the way: tiles of numbers that stay in each core's own cache.
enum ArithmeticRate {
  private static let (rows, columns, terms) = (ck_tile_height() * 9, ck_panel_width() * 8, 256)

  /// Operations a second of all threads together, the best of `attempts` runs of some hundredths of a second each.
  static func measured(threads: Int, attempts: Int = 40) -> Double {
    let block = filled([threads, rows, Int(ck_block_stride)])
    let panels = filled([threads, terms, columns])
    let results = TensorBuffer([threads, rows, columns])
    let repetitions = 200
    let operations = Double(2 * rows * columns * terms * repetitions * threads)
    let best = (0..<attempts).map { _ in
      seconds {
        Parallel.unsafeForEach(threads) { thread in
          for _ in 0..<repetitions {
            ck_multiply_panels(
              rows, columns, terms, 1, block.pointer + thread * rows * Int(ck_block_stride), panels.pointer + thread * terms * columns, 0,
              results.pointer + thread * rows * columns, columns)
          }
        }
      }
    }.min()
    return operations / (best ?? .infinity)
  }
}
